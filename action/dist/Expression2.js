import{m as e}from"./schemas.js";import{t}from"./define.js";import{p as n}from"./properties.js";var r=t({type:`io.kestra.plugin.core.condition.Expression`,title:"True where an expression gives text other than blank and `false`.",properties:e({expression:n().describe(`Expression to render.`)}),examples:[{code:`id: listener
namespace: company.team

tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.flowId }} ended as {{ trigger.state }}"

triggers:
  - id: upstream
    type: io.kestra.plugin.core.trigger.Flow
    conditions:
      - type: io.kestra.plugin.core.condition.Expression
        expression: "{{ trigger.state == 'FAILED' }}"
`}]});export{r as default};