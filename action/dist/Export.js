import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{l as n,p as r}from"./properties.js";import{n as i,t as a}from"./connection2.js";import{n as o,t as s}from"./archive.js";var c=t({type:`io.kestra.plugin.kestra.flows.Export`,title:`Store flows as a ZIP archive.`,description:`Each flow is a file with its text, named for its namespace and id.`,properties:e({...a,namespace:r().optional().describe(`Only flows of this namespace and those below it; all flows by default.`),labels:n(r()).optional().describe("Only flows with all of these labels, each `key:value`.")}),outputs:s,runs:`inline`,async run(e){let{namespace:t,labels:n=[]}=e.properties,r=await i(e).exportFlows({labels:n,...t!==void 0&&{namespace:t}});return{outputs:{flowsZip:(await e.storage.put(r,o)).uri}}},examples:[{title:`A copy of everything, every night`,code:`id: backup
namespace: company.team

tasks:
  - id: export
    type: io.kestra.plugin.kestra.flows.Export

triggers:
  - id: nightly
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 2 * * *"
`}]});export{c as default};