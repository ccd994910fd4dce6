import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{h as n,p as r,u as i}from"./properties.js";var a=t({type:`io.kestra.plugin.core.execution.Resume`,title:`Let a paused execution go on.`,description:"Without `executionId`, `namespace` and `flowId` it is the current execution, paused in another branch; with a flow alone\nthe execution of this flow that was paused last. The task ends once the execution was told to go on, and fails where it is not\npaused, or its pause refuses the inputs.",properties:e({executionId:r().optional().describe(`The execution.`),namespace:r().optional().describe(`Namespace of its flow; the current one by default.`),flowId:r().optional().describe(`Its flow; the current one by default.`),inputs:i(n()).optional().describe("Values for the inputs that `onResume` of its pause declares.")}),runs:`inline`,async run(e){let{inputs:t,...n}=e.properties;await e.executions.resume(n,t)},examples:[{title:`Approve a release from another flow`,code:`id: approve
namespace: company.team

inputs:
  - id: execution
    type: STRING

tasks:
  - id: go_on
    type: io.kestra.plugin.core.execution.Resume
    executionId: "{{ inputs.execution }}"
    inputs:
      approved: true
      comment: The tests are green
`},{title:`Whatever waits last`,code:`id: approve_last
namespace: company.team

tasks:
  - id: go_on
    type: io.kestra.plugin.core.execution.Resume
    namespace: company.team
    flowId: release
`}]});export{a as default};