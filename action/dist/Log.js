import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{a as n,r}from"./properties.js";import{t as i}from"./levels.js";var a=t({type:`io.kestra.plugin.core.log.Log`,title:`Write to the log of the execution.`,description:`A list writes one entry for each of its messages.`,properties:e({message:r().describe(`A message, or a list of messages.`),level:n(i).default(`INFO`).describe(`Level of the entries.`)}),runs:`inline`,pure:!0,run(e){let{message:t,level:n}=e.properties;for(let r of o(t))e.log(n,r)},examples:[{title:`One message`,code:`id: hello
namespace: company.team

inputs:
  - id: name
    type: STRING
    defaults: World

tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: "Hello {{ inputs.name }}"
`},{title:`Several messages at another level`,code:`id: warnings
namespace: company.team

tasks:
  - id: warn
    type: io.kestra.plugin.core.log.Log
    level: WARN
    message:
      - "{{ flow.id }} is about to be retired."
      - Use its successor.
`}]});function o(e){if(typeof e==`string`)return[e];if(Array.isArray(e))return e.map(String);throw Error(`Invalid message type '${typeof e==`object`?`map`:typeof e}'`)}export{a as default};