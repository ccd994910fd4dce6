import{m as e,u as t}from"./schemas.js";import{r as n}from"./define.js";import{t as r}from"./properties.js";import{i,r as a,t as o}from"./state.js";var s=n({type:`io.kestra.plugin.core.state.Delete`,title:`Delete a state that executions left.`,deprecated:"Use `io.kestra.plugin.core.kv.Delete`.",properties:e({...i,errorOnMissing:r().default(!1).describe(`Whether the task fails where there is no such state.`)}),outputs:e({deleted:t().describe(`Whether there was such a state.`)}),runs:`inline`,async run(e){let{name:t,errorOnMissing:n}=e.properties,r=await e.kv.delete(await a(e));if(!r&&n)throw o(t);return{outputs:{deleted:r}}},examples:[{code:`id: state_delete
namespace: company.team

tasks:
  - id: forget
    type: io.kestra.plugin.core.state.Delete
    name: orders
`}]});export{s as default};