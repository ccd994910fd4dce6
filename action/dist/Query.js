import{r as e}from"./define.js";import{_ as t,h as n,l as r,m as i,p as a,y as o}from"./schemas.js";import{t as s}from"./ion.js";import{a as c,c as l,i as u,l as d,p as f,u as p}from"./properties.js";import{t as m}from"./states.js";import{n as h,t as g}from"./connection2.js";import{t as _}from"./pages.js";import{t as v}from"./search9.js";var y=e({type:`io.kestra.plugin.kestra.executions.Query`,title:`Look for executions.`,description:"Executions are found for which all of the properties hold, newest first, without their task runs. Each row of the file that\n`STORE` writes is an Ion struct.",properties:i({...g,namespace:f().optional().describe(`Only executions of this namespace.`),flowId:f().optional().describe(`Only executions of flows with this id.`),states:d(c(m)).optional().describe(`Only executions in one of these states.`),labels:p(f()).optional().describe(`Only executions with these labels.`),startDate:f().optional().describe(`Only executions made since then: an ISO-8601 date and time with its offset.`),endDate:f().optional().describe(`Only executions made until then: an ISO-8601 date and time with its offset.`),timeRange:u().optional().describe("Only executions made within this span, which ends now or at `endDate`, or begins at `startDate`."),triggerExecutionId:f().optional().describe(`Only executions that this execution made.`),childFilter:c([`CHILD`,`MAIN`]).optional().describe("`CHILD`: only executions that others made; `MAIN`: only those that none did."),flowScopes:d(c([`USER`,`SYSTEM`])).optional().describe("`SYSTEM`: executions of the namespace `system`; `USER`: those of all others."),page:l().optional().describe(`Only this page of what is found, from 1; by default all of it.`),size:l().default(10).describe(`Executions of a page.`),fetchType:c([`STORE`,`FETCH`,`FETCH_ONE`,`NONE`]).default(`STORE`).describe("`STORE`: as a file; `FETCH`: as `rows`; `FETCH_ONE`: the first as `row`; `NONE`: only counted.")}),outputs:i({uri:t().optional().describe("URI of the file, with `STORE`."),rows:r(n(t(),o())).optional().describe("The executions, with `FETCH`."),row:n(t(),o()).optional().describe("The newest execution, with `FETCH_ONE`, where there is one."),size:a().int().describe(`How many executions the properties hold for, on all pages.`),total:a().int().describe(`The same number.`)}),runs:`inline`,async run(e){let{page:t,size:n,fetchType:r,...i}=e.properties,{namespace:a,flowId:o,states:s,labels:c,triggerExecutionId:l,childFilter:u,flowScopes:d}=i,f=r===`STORE`||r===`FETCH`,p=h(e),m={...a!==void 0&&{namespace:a},...o!==void 0&&{flowId:o},...s&&{states:s},...c&&{labels:c},...l!==void 0&&{triggeredBy:l},...u&&{isChild:u===`CHILD`},...d&&{scopes:d},...v(i)},g=_({page:t??(f?void 0:1),size:n},e=>p.search(m,e),({id:e})=>e),y=()=>({size:g.total,total:g.total});if(r===`STORE`){let{uri:t}=await e.storage.put(b(g.pages()),{extension:`.ion`});return{outputs:{uri:t,...y()}}}let x=[];for await(let e of g.pages())x.push(...e);return r===`FETCH`?{outputs:{rows:x,...y()}}:r===`FETCH_ONE`&&x[0]?{outputs:{row:x[0],...y()}}:{outputs:y()}},examples:[{title:`What failed since yesterday`,code:`id: failures
namespace: company.team

tasks:
  - id: failed
    type: io.kestra.plugin.kestra.executions.Query
    states: [FAILED]
    timeRange: PT24H
    fetchType: FETCH
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.failed.size }} executions failed"
`},{title:`Executions of another server, as a file`,code:`id: elsewhere
namespace: company.team

tasks:
  - id: nightly
    type: io.kestra.plugin.kestra.executions.Query
    kestraUrl: https://kestra.example.com
    auth:
      apiToken: "{{ secret('KESTRA_TOKEN') }}"
    namespace: company.data
    labels:
      kind: nightly
`}]});async function*b(e){for await(let t of e)yield Buffer.from(t.map(e=>`${s(e)}\n`).join(``))}export{y as default};