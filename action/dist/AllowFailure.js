import{m as e}from"./schemas.js";import{n as t}from"./define.js";import{i as n,t as r}from"./children.js";var i=t({kind:`flowable`,type:`io.kestra.plugin.core.flow.AllowFailure`,title:`Run tasks whose failure does not fail the flow.`,description:"Runs its tasks one after another. A failed one stops the list and its `errors` run, but this task ends with WARNING and the\nflow goes on.",properties:e({tasks:n().describe(`Tasks to run, in this order.`),...r}),examples:[{title:`A step that may fail`,code:`id: allow_failure
namespace: company.team

tasks:
  - id: attempt
    type: io.kestra.plugin.core.flow.AllowFailure
    tasks:
      - id: fragile
        type: io.kestra.plugin.core.execution.Fail
  - id: anyway
    type: io.kestra.plugin.core.log.Log
    message: The flow goes on
`}]});export{i as default};