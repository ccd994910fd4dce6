import{_ as e,h as t,l as n,m as r,y as i}from"./schemas.js";import{r as a}from"./define.js";import{p as o}from"./properties.js";import{n as s,t as c}from"./connection2.js";var l=a({type:`io.kestra.plugin.kestra.flows.List`,title:`List the flows of a namespace.`,description:`Those of the repository that are valid, at the commit that the execution runs; without the namespaces below.`,properties:r({...c,namespace:o().optional().describe(`The namespace; the one of the flow by default.`)}),outputs:r({flows:n(t(e(),i())).describe(`The flows, as documents, sorted by id.`)}),runs:`inline`,async run(e){let{namespace:t=e.flow.namespace}=e.properties;return{outputs:{flows:await s(e).flows(t)}}},examples:[{code:`id: inventory
namespace: company.team

tasks:
  - id: list
    type: io.kestra.plugin.kestra.flows.List
    namespace: company.data
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ outputs.list.flows | jq('.[].id') }}"
    tasks:
      - id: name
        type: io.kestra.plugin.core.log.Log
        message: "{{ taskrun.value }}"
`}]});export{l as default};