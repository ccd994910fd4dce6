import{m as e}from"./schemas.js";import{t}from"./define.js";import{n}from"./states.js";var r=t({type:`io.kestra.plugin.core.condition.HasRetryAttempt`,title:`True for executions with a task that was tried again.`,description:"True where a task run with several attempts has one whose state is in `in` and not in `notIn`.",properties:e({in:n().optional().describe(`States that fit; any where the list is absent or empty.`),notIn:n().optional().describe(`States that do not fit.`)}),examples:[{code:`id: listener
namespace: company.team

tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.flowId }} ended as {{ trigger.state }}"

triggers:
  - id: upstream
    type: io.kestra.plugin.core.trigger.Flow
    conditions:
      - type: io.kestra.plugin.core.condition.HasRetryAttempt
        in: [FAILED, WARNING]
`}]});export{r as default};