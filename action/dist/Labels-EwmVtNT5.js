import{m as e}from"./schemas-CH8XsRta.js";import{n as t}from"./define-BAVuwB8A.js";import{r as n}from"./properties-8csgRG88.js";var r=t({kind:`updating`,type:`io.kestra.plugin.core.execution.Labels`,title:`Add labels to the execution.`,description:"A label that the execution has already gets the new value. Labels that begin with `system.` cannot be set.",properties:e({labels:n().describe("A map, a list of `key` and `value`, or an expression that gives either as JSON.")}),examples:[{code:`id: labels
namespace: company.team

tasks:
  - id: mark
    type: io.kestra.plugin.core.execution.Labels
    labels:
      environment: staging
      flow: "{{ flow.id }}"
`}]});export{r as default};