import{m as e,y as t}from"./schemas.js";import{r as n}from"./define.js";import{p as r,t as i}from"./properties.js";import{n as a}from"./entries.js";var o=n({type:`io.kestra.plugin.core.kv.Get`,title:`Get a value of the KV store.`,description:`A key that the flow's namespace does not have is looked for in the namespaces above it. In another namespace it is not. A value
whose time is over fails the task.`,properties:e({key:r().describe(`The key.`),namespace:r().optional().describe(`Namespace of the key; the flow's by default.`),errorOnMissing:i().default(!1).describe(`Whether the task fails where there is no such key.`)}),outputs:e({value:t().describe(`The value with the type it was stored with; null where there is none.`)}),runs:`inline`,pure:!0,reads:!0,async run(e){let{key:t,errorOnMissing:n}=e.properties,r=e.properties.namespace??e.flow.namespace,i=await e.kv.get(t,{namespace:r,inherit:r===e.flow.namespace});if(i?.expired)throw Error(`The requested value has expired`);if(!i&&n)throw a(t,r);return{outputs:{value:i?.value??null}}},examples:[{code:`id: kv_get
namespace: company.team

tasks:
  - id: last_run
    type: io.kestra.plugin.core.kv.Get
    key: last_run
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "Last run: {{ outputs.last_run.value ?? 'never' }}"
`}]});export{o as default};