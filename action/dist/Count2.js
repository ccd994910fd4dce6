import{m as e,p as t}from"./schemas.js";import{r as n}from"./define.js";import{a as r,f as i,l as a,m as o,p as s}from"./properties.js";import{t as c}from"./states.js";import{n as l,t as u}from"./connection2.js";import{t as d}from"./search9.js";var f=n({type:`io.kestra.plugin.kestra.executions.Count`,title:`Count executions.`,description:`Executions are counted for which all of the properties hold.`,properties:e({...u,namespaces:a(s()).optional().describe(`Only executions of these namespaces.`),flowId:s().optional().describe(`Only executions of flows with this id.`),states:a(r(c)).optional().describe(`Only executions in one of these states.`),startDate:s().optional().describe(`Only executions made since then: an ISO-8601 date and time with its offset.`),endDate:s().optional().describe(`Only executions made until then: an ISO-8601 date and time with its offset.`),expression:i(o(),`count`).optional().describe("Reads the number as `count`; where it does not render to `true`, the output is 0.")}),outputs:e({count:t().int().describe(`How many there are.`)}),runs:`inline`,async run(e){let{namespaces:t,flowId:n,states:r,expression:i,...a}=e.properties,o=l(e),s=0;for(let e of t?new Set(t):[void 0]){let t={...e!==void 0&&{namespace:e},...n!==void 0&&{flowId:n},...r&&{states:r},...d(a)};s+=(await o.search(t,{page:1,size:1})).total}return e.log(`INFO`,`Found ${s} matching execution${s===1?``:`s`}`),{outputs:{count:i===void 0||(await e.render(i,{count:s})).toLowerCase()===`true`?s:0}}},examples:[{code:`id: busy
namespace: company.team

tasks:
  - id: running
    type: io.kestra.plugin.kestra.executions.Count
    namespaces: [company.team]
    states: [RUNNING, QUEUED]
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.running.count }} executions are under way"
`}]});export{f as default};