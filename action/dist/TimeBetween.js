import{m as e}from"./schemas.js";import{t}from"./define.js";import{p as n}from"./properties.js";import{t as r}from"./dates.js";var i=t({type:`io.kestra.plugin.core.condition.TimeBetween`,title:`True between two times of the day.`,description:"Strictly after `after` and strictly before `before`; one of them is enough.",properties:e({date:r(),after:n().optional().describe("ISO time with an offset, such as `16:19:12+02:00`."),before:n().optional().describe("ISO time with an offset, such as `16:19:12+02:00`.")}),examples:[{code:`id: conditional_schedule
namespace: company.team

tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "Run for {{ trigger.date }}"

triggers:
  - id: schedule
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "*/10 * * * *"
    conditions:
      - type: io.kestra.plugin.core.condition.TimeBetween
        after: "08:00:00Z"
        before: "18:00:00Z"
`}]});export{i as default};