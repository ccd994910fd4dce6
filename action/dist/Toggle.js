import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{p as n,t as r}from"./properties.js";var i=t({type:`io.kestra.plugin.core.trigger.Toggle`,title:`Switch a trigger on or off.`,description:"What it is switched to is remembered besides the flow, until it is switched again. A trigger whose flow says `disabled: true`\nstays off all the same. Dates that pass while it is off are not made up for.",properties:e({trigger:n().describe(`Id of the trigger.`),flowId:n().optional().describe(`Its flow; the current one by default.`),namespace:n().optional().describe(`Namespace of its flow; the current one by default.`),enabled:r().default(!1).describe("`true` switches it on, `false` off.")}),runs:`inline`,async run(e){let{flow:t,properties:n}=e,{trigger:r,namespace:i=t.namespace,flowId:a=t.id,enabled:o}=n;await e.triggers.toggle({namespace:i,flowId:a,triggerId:r},o)},examples:[{title:`Stop after the first failure, until somebody looked`,code:`id: import
namespace: company.team

tasks:
  - id: load
    type: io.kestra.plugin.core.log.Log
    message: Loading

errors:
  - id: stop
    type: io.kestra.plugin.core.trigger.Toggle
    trigger: hourly
    enabled: false

triggers:
  - id: hourly
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 * * * *"
`}]});export{i as default};