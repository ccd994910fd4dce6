import{_ as e,m as t,p as n}from"./schemas.js";import{r}from"./define.js";import{r as i}from"./properties.js";import{i as a,n as o,r as s}from"./state.js";var c=r({type:`io.kestra.plugin.core.state.Set`,title:`Keep a state for later executions.`,description:`The entries are merged into those that the state has: maps deeply, any other value replaces the old one.`,deprecated:"Use `io.kestra.plugin.core.kv.Set`.",properties:t({...a,data:i().optional().describe(`Entries by name. What an expression gives is text.`)}),outputs:t({count:n().int().describe(`Number of entries that the state has now.`),key:e().describe(`Key of the state in the KV store.`)}),runs:`inline`,async run(e){let t=await s(e),n=u(await o(e,t)??{},l(e.properties.data));return await e.kv.set(t,n,{type:`JSON`}),{outputs:{count:Object.keys(n).length,key:t}}},examples:[{code:`id: state_set
namespace: company.team

tasks:
  - id: remember
    type: io.kestra.plugin.core.state.Set
    name: orders
    data:
      id: "{{ execution.id }}"
`}]});function l(e){let t=typeof e==`string`?JSON.parse(e):e??{};if(d(t))return t;throw Error(`Property \`data\`: expected a map, found \`${JSON.stringify(t)}\``)}function u(e,t){let n={...e};for(let[e,r]of Object.entries(t)){let t=n[e];n[e]=d(t)&&d(r)?u(t,r):r}return n}function d(e){return typeof e==`object`&&!!e&&!Array.isArray(e)}export{c as default};