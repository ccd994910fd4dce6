import{m as e,p as t}from"./schemas.js";import{r as n}from"./define.js";import{a as r,l as i,p as a,t as o}from"./properties.js";import{t as s}from"./instant.js";var c=n({type:`io.kestra.plugin.core.execution.PurgeExecutions`,title:`Delete executions that have ended.`,description:"Executions go for which all of the properties hold, with their logs, metrics and files. One stays whose `afterExecution` tasks\nstill run, or that an execution needs which has not ended: its parent, one that it started, or its replay.",properties:e({namespace:a().optional().describe("Only executions of this namespace; without `flowId` also of those below it."),flowId:a().optional().describe(`Only executions of flows with this id.`),states:i(r([`SUCCESS`,`WARNING`,`FAILED`,`KILLED`,`CANCELLED`,`RETRIED`,`SKIPPED`])).optional().describe(`Only executions that ended in one of these states.`),startDate:a().optional().describe(`Only executions that began since then: an ISO-8601 date and time with its offset.`),endDate:a().describe(`Only executions that began until then: an ISO-8601 date and time with its offset.`),purgeExecution:o().default(!0).describe(`Whether the executions and their task runs go.`),purgeLog:o().default(!0).describe(`Whether their logs go.`),purgeMetric:o().default(!0).describe(`Whether their metrics go.`),purgeStorage:o().default(!0).describe(`Whether their files in internal storage go.`)}),outputs:e({executionsCount:t().int().describe(`How many executions were deleted.`),logsCount:t().int().describe(`How many log entries were deleted.`),metricsCount:t().int().describe(`How many metrics were deleted.`),storagesCount:t().int().describe(`How many files were deleted.`)}),runs:`inline`,async run(e){let{namespace:t,flowId:n,states:r,startDate:i,endDate:a,...o}=e.properties,{executions:c,logs:l,metrics:u,files:d}=await e.ended.purge({namespace:t,flowId:n,states:r,from:i===void 0?void 0:s(`startDate`,i),to:s(`endDate`,a),keepExecutions:!o.purgeExecution,keepLogs:!o.purgeLog,keepMetrics:!o.purgeMetric,keepFiles:!o.purgeStorage});return{outputs:{executionsCount:o.purgeExecution?c:0,logsCount:l,metricsCount:u,storagesCount:d}}},examples:[{title:`Keep the failures of a month, and nothing else of it`,code:`id: purge_executions
namespace: company.team

tasks:
  - id: purge
    type: io.kestra.plugin.core.execution.PurgeExecutions
    namespace: company
    states: [SUCCESS, WARNING]
    endDate: "{{ now() | dateAdd(-1, 'MONTHS') }}"

triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 3 * * *"
`}]});export{c as default};