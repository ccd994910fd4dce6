import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{d as n,l as r,p as i}from"./properties.js";import{n as a,t as o}from"./connection2.js";import{n as s,t as c}from"./archive.js";var l=t({type:`io.kestra.plugin.kestra.flows.ExportById`,title:`Store some flows as a ZIP archive.`,description:`Each flow is a file with its text, named for its namespace and id. Here it fails where one is missing.`,properties:e({...o,flows:r(n({namespace:i().describe(`Namespace of the flow.`),id:i().describe(`Id of the flow.`)})).describe(`The flows.`)}),outputs:c,runs:`inline`,async run(e){let t=await a(e).exportFlowsById(e.properties.flows);return{outputs:{flowsZip:(await e.storage.put(t,s)).uri}}},examples:[{code:`id: share
namespace: company.team

tasks:
  - id: export
    type: io.kestra.plugin.kestra.flows.ExportById
    flows:
      - namespace: company.team
        id: import
      - namespace: company.data
        id: clean
`}]});export{l as default};