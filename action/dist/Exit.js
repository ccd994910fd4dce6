import{m as e}from"./schemas.js";import{n as t}from"./define.js";import{a as n}from"./properties.js";var r=t({kind:`updating`,type:`io.kestra.plugin.core.execution.Exit`,title:`End the execution now, in a given state.`,description:"This task, all tasks around it and the execution get the state at once; no task runs after it, except those of `afterExecution`.",properties:e({state:n([`SUCCESS`,`WARNING`,`KILLED`,`FAILED`,`CANCELED`]).default(`SUCCESS`).describe(`State to end with.`)}),examples:[{title:`Nothing to do`,code:`id: exit
namespace: company.team

inputs:
  - id: count
    type: INT
    defaults: 0

tasks:
  - id: nothing_to_do
    type: io.kestra.plugin.core.execution.Exit
    runIf: "{{ inputs.count == 0 }}"
    state: WARNING
  - id: work
    type: io.kestra.plugin.core.log.Log
    message: "{{ inputs.count }} things to do"
`}]});export{r as default};