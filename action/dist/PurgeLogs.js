import{m as e,p as t}from"./schemas.js";import{r as n}from"./define.js";import{a as r,l as i,p as a}from"./properties.js";import{t as o}from"./instant.js";import{t as s}from"./levels.js";var c=n({type:`io.kestra.plugin.core.log.PurgeLogs`,title:`Delete entries from the logs of executions.`,description:`Entries go for which all of the properties hold. The executions stay.`,properties:e({namespace:a().optional().describe("Only entries of this namespace; without `flowId` also of those below it."),flowId:a().optional().describe(`Only entries of flows with this id.`),executionId:a().optional().describe(`Only entries of this execution.`),logLevels:i(r(s)).optional().describe(`Only entries of these levels.`),startDate:a().optional().describe(`Only entries since then: an ISO-8601 date and time with its offset.`),endDate:a().describe(`Only entries until then: an ISO-8601 date and time with its offset.`)}),outputs:e({count:t().int().describe(`How many entries were deleted.`)}),runs:`inline`,async run(e){let{namespace:t,flowId:n,executionId:r,logLevels:i,startDate:a,endDate:s}=e.properties;return{outputs:{count:await e.logs.purge({namespace:t,flowId:n,executionId:r,levels:i,from:a===void 0?void 0:o(`startDate`,a),to:o(`endDate`,s)})}}},examples:[{title:`Keep the details of a month only`,code:`id: purge_logs
namespace: company.team

tasks:
  - id: purge
    type: io.kestra.plugin.core.log.PurgeLogs
    logLevels: [TRACE, DEBUG]
    endDate: "{{ now() | dateAdd(-1, 'MONTHS') }}"

triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 3 * * *"
`}]});export{c as default};