import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{p as n,t as r}from"./properties.js";import{n as i,t as a}from"./connection2.js";var o=t({type:`io.kestra.plugin.kestra.triggers.Toggle`,title:`Switch triggers on or off.`,description:`What they are switched to is remembered besides the flow, until they are switched again.`,properties:e({...a,trigger:n().optional().describe(`Id of the trigger; all of the flow by default.`),flowId:n().optional().describe(`Its flow; the current one by default.`),namespace:n().optional().describe(`Namespace of its flow; the current one by default.`),enabled:r().default(!1).describe("`true` switches them on, `false` off.")}),runs:`inline`,async run(e){let{flow:t,properties:n}=e,{trigger:r,namespace:a=t.namespace,flowId:o=t.id,enabled:s}=n,c={namespace:a,flowId:o,...r!==void 0&&{triggerId:r}},l=await i(e).toggle(c,s);e.log(`INFO`,`Switched ${l} trigger${l===1?``:`s`} ${s?`on`:`off`}`)},examples:[{title:`No imports while something is being repaired`,code:`id: repair
namespace: company.team

tasks:
  - id: stop
    type: io.kestra.plugin.kestra.triggers.Toggle
    flowId: import
    enabled: false
  - id: repair
    type: io.kestra.plugin.core.log.Log
    message: Repairing

finally:
  - id: go_on
    type: io.kestra.plugin.kestra.triggers.Toggle
    flowId: import
    enabled: true
`}]});export{o as default};