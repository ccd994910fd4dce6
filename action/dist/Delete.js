import{m as e,u as t}from"./schemas.js";import{r as n}from"./define.js";import{p as r,t as i}from"./properties.js";import{n as a}from"./entries.js";var o=n({type:`io.kestra.plugin.core.kv.Delete`,title:`Delete a key of the KV store.`,properties:e({key:r().describe(`The key.`),namespace:r().optional().describe(`Namespace of the key; the flow's by default.`),errorOnMissing:i().default(!1).describe(`Whether the task fails where there is no such key.`)}),outputs:e({deleted:t().describe(`Whether there was such a key.`)}),runs:`inline`,async run(e){let{key:t,errorOnMissing:n}=e.properties,r=e.properties.namespace??e.flow.namespace,i=await e.kv.delete(t,{namespace:r});if(!i&&n)throw a(t,r);return{outputs:{deleted:i}}},examples:[{code:`id: kv_delete
namespace: company.team

tasks:
  - id: forget
    type: io.kestra.plugin.core.kv.Delete
    key: last_run
`}]});export{o as default};