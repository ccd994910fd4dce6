import{m as e}from"./schemas.js";import{t}from"./define.js";import{a as n,p as r,t as i}from"./properties.js";var a=t({type:`io.kestra.plugin.core.condition.ExecutionNamespace`,title:`True for executions in a namespace.`,description:"Compared as plain text: the prefix `company.te` fits `company.team`.",properties:e({namespace:r().describe(`Namespace, or a part of it.`),comparison:n([`EQUALS`,`PREFIX`,`SUFFIX`]).optional().describe("How to compare; by default PREFIX where `prefix` is true, otherwise EQUALS."),prefix:i().default(!1).describe(`Deprecated: use comparison.`)}),examples:[{code:`id: listener
namespace: company.team

tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.flowId }} ended as {{ trigger.state }}"

triggers:
  - id: upstream
    type: io.kestra.plugin.core.trigger.Flow
    conditions:
      - type: io.kestra.plugin.core.condition.ExecutionNamespace
        namespace: company
        comparison: PREFIX
`}]});export{a as default};