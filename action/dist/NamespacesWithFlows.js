import{_ as e,l as t,m as n}from"./schemas.js";import{r}from"./define.js";import{p as i}from"./properties.js";import{n as a,t as o}from"./connection2.js";var s=r({type:`io.kestra.plugin.kestra.namespaces.NamespacesWithFlows`,title:`List the namespaces that have flows.`,properties:n({...o,prefix:i().optional().describe(`Only namespaces whose name begins with this text.`)}),outputs:n({namespaces:t(e()).describe(`Their names, sorted.`)}),runs:`inline`,async run(e){let{prefix:t=``}=e.properties;return{outputs:{namespaces:(await a(e).namespacesWithFlows()).filter(e=>e.startsWith(t))}}},examples:[{code:`id: in_use
namespace: company.team

tasks:
  - id: list
    type: io.kestra.plugin.kestra.namespaces.NamespacesWithFlows
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.list.namespaces | length }} namespaces have flows"
`}]});export{s as default};