import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{a as n,p as r}from"./properties.js";import{t as i}from"./levels.js";var a=t({type:`io.kestra.plugin.core.debug.Echo`,title:`Write a text to the log of the execution.`,deprecated:"Use `io.kestra.plugin.core.log.Log`.",properties:e({format:r().optional().describe(`The text; its expressions are rendered.`),level:n(i).default(`INFO`).describe(`Level of the entry.`)}),runs:`inline`,pure:!0,run(e){e.log(e.properties.level,e.properties.format??``)},examples:[{code:`id: echo
namespace: company.team

tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Echo
    format: "Running {{ flow.id }}"
    level: DEBUG
`}]});export{a as default};