import{m as e}from"./schemas.js";import{t}from"./define.js";import{p as n}from"./properties.js";import{t as r}from"./dates.js";var i=t({type:`io.kestra.plugin.core.condition.PublicHoliday`,title:`True on a public holiday.`,description:"The holidays are those of the package `date-holidays`, which is not installed with Tutti, as it takes 45 MB:\n`npm install date-holidays` beside it.",properties:e({date:r(),country:n().optional().describe("ISO code of the country, such as `FR`."),subDivision:n().optional().describe("ISO code of a part of the country, such as `ca`.")}),examples:[{code:`id: conditional_schedule
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
      - type: io.kestra.plugin.core.condition.PublicHoliday
        country: FR
`}]});export{i as default};