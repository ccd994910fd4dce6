import{_ as e,g as t,h as n,l as r,m as i,v as a,y as o}from"./schemas.js";import{t as s}from"./define.js";import{o as c}from"./properties.js";var l=s({type:`io.kestra.plugin.core.condition.ExecutionLabels`,title:`True for executions that have all these labels.`,properties:i({labels:c(a([n(e(),o()),r(t({key:e(),value:e()}))])).describe("A map, or a list of `key` and `value`.")}),examples:[{code:`id: listener
namespace: company.team

tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.flowId }} ended as {{ trigger.state }}"

triggers:
  - id: upstream
    type: io.kestra.plugin.core.trigger.Flow
    conditions:
      - type: io.kestra.plugin.core.condition.ExecutionLabels
        labels:
          team: finance
`}]});export{l as default};