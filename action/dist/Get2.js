import{_ as e,h as t,m as n,p as r,y as i}from"./schemas.js";import{r as a}from"./define.js";import{t as o}from"./properties.js";import{i as s,n as c,r as l,t as u}from"./state.js";var d=a({type:`io.kestra.plugin.core.state.Get`,title:`Get the state that earlier executions left.`,deprecated:"Use `io.kestra.plugin.core.kv.Get`.",properties:n({...s,errorOnMissing:o().default(!1).describe(`Whether the task fails where there is no such state.`)}),outputs:n({count:r().int().describe(`Number of entries.`),data:t(e(),i()).describe(`The entries by name; none where there is no such state.`)}),runs:`inline`,pure:!0,reads:!0,async run(e){let{name:t,errorOnMissing:n}=e.properties,r=await c(e,await l(e));if(!r&&n)throw u(t);let i=r??{};return{outputs:{count:Object.keys(i).length,data:i}}},examples:[{code:`id: state_get
namespace: company.team

tasks:
  - id: last
    type: io.kestra.plugin.core.state.Get
    name: orders
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "Last order: {{ outputs.last.data.id ?? 'none' }}"
`}]});export{d as default};