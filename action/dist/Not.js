import{m as e}from"./schemas.js";import{t}from"./define.js";import{t as n}from"./nested2.js";var r=t({type:`io.kestra.plugin.core.condition.Not`,title:`True where none of its conditions is.`,properties:e({conditions:n().describe(`Conditions that must not hold.`)}),examples:[{code:`id: conditional_schedule
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
      - type: io.kestra.plugin.core.condition.Not
        conditions:
          - type: io.kestra.plugin.core.condition.PublicHoliday
            country: FR
`}]});export{r as default};