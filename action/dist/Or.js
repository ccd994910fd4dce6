import{m as e}from"./schemas.js";import{t}from"./define.js";import{t as n}from"./nested2.js";var r=t({type:`io.kestra.plugin.core.condition.Or`,title:`True where one of its conditions is.`,properties:e({conditions:n().describe(`Conditions of which one must hold.`)}),examples:[{code:`id: conditional_schedule
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
      - type: io.kestra.plugin.core.condition.Or
        conditions:
          - type: io.kestra.plugin.core.condition.DayWeek
            dayOfWeek: MONDAY
          - type: io.kestra.plugin.core.condition.DayWeek
            dayOfWeek: THURSDAY
`}]});export{r as default};