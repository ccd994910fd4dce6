import{_ as e,h as t,l as n,m as r,u as i,y as a}from"./schemas.js";import{a as o}from"./define.js";import{o as s,p as c}from"./properties.js";var l=o({type:`io.kestra.plugin.core.trigger.Webhook`,title:`Start the flow when its URL is called.`,description:"The URL is `/api/v1/executions/webhook/<namespace>/<flow>/<key>`, for GET, POST and PUT. The flow reads\n`{{ trigger.body }}`, `{{ trigger.headers }}` and `{{ trigger.parameters }}`. Whoever knows the key can start the flow:\nkeep it long, random and secret.",properties:r({key:c().refine(e=>String(e).length<=256,`size must be between 0 and 256`).describe(`The last part of the URL.`),wait:s(i()).default(!1).describe(`Whether the answer comes when the execution ended.`)}),outputs:r({body:a().describe(`The body: parsed where it is JSON, else its text.`),headers:t(e(),n(e())).describe(`Values by name.`),parameters:t(e(),n(e())).describe(`Values by name.`)}),validate:({conditions:e})=>Array.isArray(e)&&e.some(u)?[{path:[`conditions`],message:`invalid webhook: conditions of type MultipleCondition are not supported`}]:[],examples:[{code:`id: webhook
namespace: company.team

tasks:
  - id: body
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.body }}"

triggers:
  - id: called
    type: io.kestra.plugin.core.trigger.Webhook
    key: "{{ secret('WEBHOOK_KEY') }}"
`}]});function u(e){return typeof e==`object`&&!!e&&`type`in e&&String(e.type).endsWith(`.MultipleCondition`)}export{l as default};