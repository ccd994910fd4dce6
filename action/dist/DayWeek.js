import{m as e}from"./schemas.js";import{t}from"./define.js";import{n,t as r}from"./dates.js";var i=t({type:`io.kestra.plugin.core.condition.DayWeek`,title:`True on a day of the week.`,properties:e({date:r(),dayOfWeek:n()}),examples:[{code:`id: conditional_schedule
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
      - type: io.kestra.plugin.core.condition.DayWeek
        dayOfWeek: MONDAY
`}]});export{i as default};