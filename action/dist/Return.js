import{_ as e,m as t}from"./schemas.js";import{r as n}from"./define.js";import{p as r}from"./properties.js";var i=n({type:`io.kestra.plugin.core.debug.Return`,title:`Give a rendered text as output.`,description:`Shows what an expression evaluates to, or hands a value to later tasks.`,properties:t({format:r().optional().describe(`The text; its expressions are rendered.`)}),outputs:t({value:e().nullable().describe("The rendered text; null where `format` is absent.")}),runs:`inline`,pure:!0,run:({properties:e})=>({outputs:{value:e.format??null}}),examples:[{code:`id: today
namespace: company.team

tasks:
  - id: started
    type: io.kestra.plugin.core.debug.Return
    format: "{{ execution.startDate | date('yyyy-MM-dd') }}"
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "Started on {{ outputs.started.value }}"
`}]});export{i as default};