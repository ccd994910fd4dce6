import{_ as e,h as t,l as n,m as r,p as i,u as a,v as o,y as s}from"./schemas.js";import{r as c}from"./define.js";import{a as l,i as u,o as d,p as f,t as p}from"./properties.js";import{n as m,r as h}from"./duration.js";const g=[`STRING`,`NUMBER`,`BOOLEAN`,`DATETIME`,`DATE`,`DURATION`,`JSON`];async function _(e,t){return t===void 0?{value:e}:typeof e==`string`?{value:await v(e,t),type:t}:typeof e==`number`&&t===`STRING`?{value:String(e),type:`STRING`}:{value:e}}async function v(e,t){if(t===`STRING`)return e;try{return await y[t](e.trim())}catch{throw Error(`Unable to store \`${e}\` as ${t}: expected ${b[t]}`)}}const y={NUMBER:e=>{let t=JSON.parse(e);if(typeof t==`number`)return t;throw TypeError(`not a number`)},BOOLEAN:e=>e.toLowerCase()===`true`,DATETIME:async e=>(await x()).Instant.from(e).toString(),DATE:async e=>(await x()).PlainDate.from(e.replace(/T.*/,``)).toString(),DURATION:e=>{let t=/P/i.test(e)?h(e):void 0;if(t!==void 0)return m(t);throw TypeError(`not a duration`)},JSON:e=>JSON.parse(e)},b={NUMBER:`a number such as 42 or 0.5`,BOOLEAN:`true or false`,DATETIME:`an instant such as 2025-01-31T08:00:00Z`,DATE:`a date such as 2025-01-31`,DURATION:`an ISO-8601 duration such as PT30M`,JSON:`JSON`};async function x(){return(await import(`./temporal-polyfill2.js`)).Temporal}var S=c({type:`io.kestra.plugin.core.kv.Set`,title:`Set a value of the KV store.`,description:"Without `kvType`, a value that is one expression keeps the type of what the expression gives, and any other is text. With it,\ntext is converted. Dates and durations are ISO-8601 text.",properties:r({key:f().describe("Letters, digits, `.`, `_` and `-`; the first is a letter or a digit."),value:d(o([e(),i(),a(),n(s()),t(e(),s())])).describe(`The value; rendered.`),namespace:f().optional().describe(`Namespace of the key; the flow's by default.`),overwrite:p().default(!0).describe(`Whether a key that exists gets the new value; otherwise the task fails.`),ttl:u().optional().describe(`How long the value is good; for ever where it is absent.`),kvType:l(g).optional().describe(`Type that a text is converted to.`),kvDescription:f().optional().describe(`What the key is for.`)}),runs:`inline`,async run(e){let{key:t,value:n,kvType:r,namespace:i,ttl:a,overwrite:o,kvDescription:s}=e.properties,c=await _(await e.renderTyped(typeof n==`object`?JSON.stringify(n):String(n)),r);await e.kv.set(t,c.value,{namespace:i,type:c.type,ttl:a,overwrite:o,description:s})},examples:[{title:`Remember when a flow ran last`,code:`id: remember
namespace: company.team

tasks:
  - id: set
    type: io.kestra.plugin.core.kv.Set
    key: last_run
    value: "{{ execution.startDate }}"
    kvType: DATETIME
`},{title:`A token that is good for an hour`,code:`id: token
namespace: company.team

tasks:
  - id: set
    type: io.kestra.plugin.core.kv.Set
    key: token
    value: "{{ randomInt(1000, 10000) }}"
    ttl: PT1H
`}]});export{S as default};