import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{p as n,t as r}from"./properties.js";import{n as i,t as a}from"./connection2.js";import{once as o}from"node:events";var s=t({type:`io.kestra.plugin.kestra.executions.Kill`,title:`End an execution.`,description:`The task ends once the end was asked for; the other execution becomes KILLED when its tasks were interrupted. One that has
ended already cannot be killed: the task fails, unless executions that it made still run. An execution that kills itself ends here.`,properties:e({...a,executionId:n().optional().describe(`The execution; the current one by default.`),propagateKill:r().default(!0).describe(`Whether the executions that it made are ended too.`)}),runs:`inline`,async run(e){let{executionId:t=e.execution.id,propagateKill:n}=e.properties;await i(e).kill(t,{cascade:n}),t===e.execution.id&&!e.signal.aborted&&await o(e.signal,`abort`)},examples:[{title:`Start a flow, and end it again`,code:`id: start_and_kill
namespace: company.team

inputs:
  - id: stop
    type: BOOL
    defaults: false

tasks:
  - id: start
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: long_work
    wait: false
  - id: stop
    type: io.kestra.plugin.kestra.executions.Kill
    runIf: "{{ inputs.stop }}"
    executionId: "{{ outputs.start.executionId }}"
`}]});export{s as default};