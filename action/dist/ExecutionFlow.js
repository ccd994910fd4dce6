import{m as e}from"./schemas.js";import{t}from"./define.js";import{p as n}from"./properties.js";var r=t({type:`io.kestra.plugin.core.condition.ExecutionFlow`,title:`True for executions of one flow.`,properties:e({namespace:n().describe(`Namespace of the flow.`),flowId:n().describe(`Id of the flow.`)}),examples:[{code:`id: listener
namespace: company.team

tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.flowId }} ended as {{ trigger.state }}"

triggers:
  - id: upstream
    type: io.kestra.plugin.core.trigger.Flow
    conditions:
      - type: io.kestra.plugin.core.condition.ExecutionFlow
        namespace: company.team
        flowId: upstream
`}]});export{r as default};