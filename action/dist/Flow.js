import{_ as e,c as t,d as n,f as r,g as i,h as a,l as o,m as s,p as c,u as l,v as u,y as d}from"./schemas.js";import{a as f}from"./define.js";import{o as p,r as m}from"./properties.js";import{n as h}from"./states.js";import{t as g}from"./timeWindow.js";const _=i({field:t([`FLOW_ID`,`NAMESPACE`,`STATE`,`EXPRESSION`]).describe(`What is tested.`),type:t([`EQUAL_TO`,`NOT_EQUAL_TO`,`IN`,`NOT_IN`,`IS_TRUE`,`IS_FALSE`,`IS_NULL`,`IS_NOT_NULL`,`STARTS_WITH`,`ENDS_WITH`,`REGEX`,`CONTAINS`]).describe(`How it is tested.`),value:u([e(),c(),l()]).optional().describe(`Value to compare with.`),values:o(u([e(),c(),l()])).optional().describe(`Values for IN and NOT_IN.`)}).superRefine(({type:e,value:t,values:n},r)=>{let[i,a]=e===`IN`||e===`NOT_IN`?[`values`,`value`]:[`value`,`values`],o={value:t,values:n};o[i]===void 0&&r.addIssue({code:`custom`,path:[i],message:`\`${i}\` cannot be null for type ${e}`}),o[a]!==void 0&&r.addIssue({code:`custom`,path:[a],message:`\`${a}\` must be null for type ${e}`})});var v=f({type:`io.kestra.plugin.core.trigger.Flow`,title:`Start the flow when executions of other flows end.`,description:"Without conditions and preconditions every flow counts. `conditions` look at one execution; `preconditions` wait until\nseveral flows ended within a window of time. The flow reads `{{ trigger.executionId }}`, `{{ trigger.namespace }}`,\n`{{ trigger.flowId }}`, `{{ trigger.state }}` and `{{ trigger.outputs }}`.",properties:s({states:h().default([`FAILED`,`WARNING`,`SUCCESS`,`KILLED`,`CANCELLED`,`RETRIED`,`SKIPPED`,`PAUSED`]).describe(`States of the other execution that count.`),preconditions:p(i({id:e().describe(`Names the window; unique in the flow.`),timeWindow:g().optional().describe(`Within which time everything has to happen.`),resetOnSuccess:l().default(!0).describe(`Whether everything has to happen anew afterwards.`),flows:o(i({namespace:e(),flowId:e().optional(),states:h().optional(),labels:u([a(e(),d()),o(r({}))]).optional()})).optional().describe(`Flows that have to end.`),where:o(i({id:e(),operand:t([`AND`,`OR`]).default(`AND`),filters:o(_).min(1,`must not be empty`)})).optional().describe(`Executions that have to end, described by filters.`)})).optional().describe(`What has to have happened.`),inputs:m().optional().describe(`Values for the inputs of this flow, by id; expressions read the other execution.`)}),outputs:s({executionId:e().describe(`Id of the other execution.`),namespace:e().describe(`Namespace of its flow.`),flowId:e().describe(`Id of its flow.`),flowRevision:n().describe(`Revision of its flow.`),state:e().describe(`State that counted.`),outputs:a(e(),d()).describe(`Outputs of the executions that counted.`),executionLabels:a(e(),d()).describe(`Its labels, nested by the dots of their keys.`)}),examples:[{title:`When two flows succeeded on the same day`,code:`id: after_both
namespace: company.team

tasks:
  - id: report
    type: io.kestra.plugin.core.log.Log
    message: "Last of both: {{ trigger.flowId }}"

triggers:
  - id: both
    type: io.kestra.plugin.core.trigger.Flow
    preconditions:
      id: orders_and_payments
      timeWindow:
        type: DURATION_WINDOW
        window: P1D
      flows:
        - namespace: company.team
          flowId: orders
          states: [SUCCESS]
        - namespace: company.team
          flowId: payments
          states: [SUCCESS]
`}]});export{v as default};