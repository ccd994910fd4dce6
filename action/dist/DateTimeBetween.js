import{m as e}from"./schemas.js";import{t}from"./define.js";import{p as n}from"./properties.js";import{t as r}from"./dates.js";var i=t({type:`io.kestra.plugin.core.condition.DateTimeBetween`,title:`True between two dates.`,description:"Strictly after `after` and strictly before `before`; one of them is enough.",properties:e({date:r(),after:n().optional().describe(`ISO date and time with an offset.`),before:n().optional().describe(`ISO date and time with an offset.`)}),examples:[{code:`id: conditional_schedule
namespace: company.team

tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "Run for {{ trigger.date }}"

triggers:
  - id: schedule
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 9 * * *"
    conditions:
      - type: io.kestra.plugin.core.condition.DateTimeBetween
        after: "2026-01-01T00:00:00Z"
        before: "2027-01-01T00:00:00Z"
`}]});export{i as default};