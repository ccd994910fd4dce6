import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{h as n,p as r,u as i}from"./properties.js";import{n as a,t as o}from"./connection2.js";var s=t({type:`io.kestra.plugin.kestra.executions.Resume`,title:`Let a paused execution go on.`,description:`It fails where the execution is not paused, or its pause refuses the inputs.`,properties:e({...o,executionId:r().optional().describe(`The execution; the current one by default.`),inputs:i(n()).optional().describe("Values for the inputs that `onResume` of its pause declares.")}),runs:`inline`,async run(e){let{executionId:t=e.execution.id,inputs:n}=e.properties;await a(e).resume(t,n)},examples:[{title:`Approve on another server`,code:`id: approve_elsewhere
namespace: company.team

inputs:
  - id: execution
    type: STRING

tasks:
  - id: go_on
    type: io.kestra.plugin.kestra.executions.Resume
    kestraUrl: https://kestra.example.com
    auth:
      username: "{{ secret('KESTRA_USERNAME') }}"
      password: "{{ secret('KESTRA_PASSWORD') }}"
    executionId: "{{ inputs.execution }}"
    inputs:
      approved: true
`}]});export{s as default};