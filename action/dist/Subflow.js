import{_ as e,h as t,m as n,y as r}from"./schemas.js";import{n as i}from"./define.js";import{r as a}from"./properties.js";import{t as o}from"./subflowProperties.js";var s=i({kind:`executable`,type:`io.kestra.plugin.core.flow.Subflow`,title:`Run another flow.`,description:"Makes an execution of another flow and, unless `wait` is false, waits for its end. The outputs that the other flow declares\nare read as `{{ outputs.<task>.outputs.<output> }}`. Inputs that the other flow refuses fail this task; when this execution\nis killed, so is the other one.",properties:n({...o,outputs:a().optional().describe(`Deprecated: declare outputs in the flow that is run.`)}),outputs:n({executionId:e().describe(`Id of the execution that was made.`),state:e().optional().describe(`Its last state.`),outputs:t(e(),r()).optional().describe(`Its outputs.`)}),examples:[{title:`Run a flow and read what it gives`,code:`id: parent
namespace: company.team

tasks:
  - id: child
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: child
    inputs:
      user: Ada
  - id: result
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.child.outputs.greeting }}"
`}]});export{s as default};