import{m as e}from"./schemas.js";import{t}from"./define.js";import{a as n}from"./properties.js";import{n as r,t as i}from"./dates.js";var a=t({type:`io.kestra.plugin.core.condition.DayWeekInMonth`,title:`True on, for instance, the first Monday of a month.`,properties:e({date:i(),dayOfWeek:r(),dayInMonth:n([`FIRST`,`SECOND`,`THIRD`,`FOURTH`,`LAST`]).describe(`Which of these days of the month.`)}),examples:[{code:`id: conditional_schedule
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
      - type: io.kestra.plugin.core.condition.DayWeekInMonth
        dayOfWeek: MONDAY
        dayInMonth: FIRST
`}]});export{a as default};