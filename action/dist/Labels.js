import{m as e}from"./schemas.js";import{n as t}from"./define.js";import{r as n}from"./properties.js";var r=t({kind:`updating`,type:`io.kestra.plugin.core.execution.Labels`,title:`Add labels to the execution.`,description:"A label that the execution has already gets the new value. Labels that begin with `system.` cannot be set.",properties:e({labels:n().describe("A map, a list of `key` and `value`, or an expression that gives either as JSON.")}),examples:[{code:`id: labels
namespace: company.team

tasks:
  - id: mark
    type: io.kestra.plugin.core.execution.Labels
    labels:
      environment: staging
      flow: "{{ flow.id }}"
`}]});export{r as default};