import{_ as e,l as t,m as n}from"./schemas.js";import{r}from"./define.js";import{p as i}from"./properties.js";import{t as a}from"./entries.js";var o=r({type:`io.kestra.plugin.core.kv.GetKeys`,title:`List the keys of a namespace.`,description:`Keys whose time is over are left out, and so are those of the namespaces above.`,properties:n({prefix:i().optional().describe(`Only keys that begin with this.`),namespace:i().optional().describe(`Namespace of the keys; the flow's by default.`)}),outputs:n({keys:t(e()).describe(`The keys.`)}),runs:`inline`,pure:!0,reads:!0,async run(e){let{namespace:t,prefix:n}=e.properties;return{outputs:{keys:(await e.kv.list({namespace:t,prefix:n})).filter(e=>!a(e)).map(e=>e.key)}}},examples:[{code:`id: kv_keys
namespace: company.team

tasks:
  - id: regions
    type: io.kestra.plugin.core.kv.GetKeys
    prefix: region.
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ outputs.regions.keys }}"
    tasks:
      - id: show
        type: io.kestra.plugin.core.log.Log
        message: "{{ taskrun.value }} is {{ kv(taskrun.value) }}"
`}]});export{o as default};