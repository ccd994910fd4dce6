import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{n}from"./duration.js";import{i as r}from"./properties.js";var i=t({type:`io.kestra.plugin.core.flow.Sleep`,title:`Wait for a while.`,description:`The wait holds no worker and goes on after a restart of the engine.`,properties:e({duration:r().describe(`How long to wait.`)}),runs:`inline`,pure:!0,reads:!0,run(e){let t=e.properties.duration;return e.log(`INFO`,`Waiting for ${n(t)}`),{sleep:t}},examples:[{code:`id: sleep
namespace: company.team

tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT5S
  - id: done
    type: io.kestra.plugin.core.log.Log
    message: Five seconds later
`}]});export{i as default};