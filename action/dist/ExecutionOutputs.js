import{m as e}from"./schemas.js";import{t}from"./define.js";import{t as n}from"./properties.js";var r=t({type:`io.kestra.plugin.core.condition.ExecutionOutputs`,title:`True where an expression over the outputs of the other flow is true.`,description:"Reads the outputs as `trigger.outputs`. False where the execution has none.",properties:e({expression:n().describe(`Expression to render.`)}),examples:[{code:`id: listener
namespace: company.team

tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.flowId }} ended as {{ trigger.state }}"

triggers:
  - id: upstream
    type: io.kestra.plugin.core.trigger.Flow
    conditions:
      - type: io.kestra.plugin.core.condition.ExecutionOutputs
        expression: "{{ trigger.outputs.rows > 0 }}"
`}]});export{r as default};