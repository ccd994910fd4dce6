import{_ as e,l as t,m as n,p as r}from"./schemas.js";import{r as i}from"./define.js";import{a,d as o,f as s,l as c,m as l,p as u}from"./properties.js";import{t as d}from"./states.js";import{t as f}from"./instant.js";var p=i({type:`io.kestra.plugin.core.execution.Count`,title:`Count executions of flows or namespaces.`,description:"Each flow and each namespace is counted by itself. With `expression` only those stay for which it renders to `true`, so\nthat a list without entries says that all is well.",properties:n({flows:c(o({namespace:u().describe(`Namespace of the flow.`),flowId:u().describe(`Id of the flow.`)})).optional().describe(`The flows.`),namespaces:c(u()).optional().describe(`Namespaces, each with all of its flows; without those below it.`),states:c(a(d)).optional().describe(`Only executions in one of these states.`),startDate:u().optional().describe(`Only executions made since then: an ISO-8601 date and time with its offset.`),endDate:u().optional().describe(`Only executions made until then: an ISO-8601 date and time with its offset.`),expression:s(l(),`count`).optional().describe("What has to be `true` of a count to stay; it reads the number as `count`.")}),outputs:n({results:t(n({namespace:e(),flowId:e().optional(),count:r().int()})).describe(`The counts that stay; those of namespaces name no flow.`),total:r().int().describe(`Their sum.`)}),runs:`inline`,async run(e){let{flows:t=[],namespaces:n=[],states:r,startDate:i,endDate:a,expression:o}=e.properties;if(!e.properties.flows&&!e.properties.namespaces)throw Error("You must provide a list of flows or namespaces: set `flows` or `namespaces`");let s={...r&&{states:r},...i!==void 0&&{startedAfter:f(`startDate`,i)},...a!==void 0&&{startedBefore:f(`endDate`,a)}},c=[];for(let r of[...t,...n.map(e=>({namespace:e}))]){let t=await e.executions.count({...s,...r});(o===void 0||await e.render(o,{count:t})===`true`)&&c.push({...r,count:t})}return{outputs:{results:c,total:c.reduce((e,{count:t})=>e+t,0)}}},examples:[{title:`Complain about a flow that did not run for a day`,code:`id: watch
namespace: company.team

tasks:
  - id: silent
    type: io.kestra.plugin.core.execution.Count
    flows:
      - namespace: company.team
        flowId: backup
    startDate: "{{ now() | dateAdd(-1, 'DAYS') }}"
    expression: "{{ count == 0 }}"
  - id: complain
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ outputs.silent.results }}"
    tasks:
      - id: message
        type: io.kestra.plugin.core.log.Log
        level: WARN
        message: "{{ fromJson(taskrun.value).flowId }} did not run"

triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 4 * * *"
`}]});export{p as default};