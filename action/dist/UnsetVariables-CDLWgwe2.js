import{m as e}from"./schemas-CH8XsRta.js";import{n as t}from"./define-BAVuwB8A.js";import{l as n,p as r,t as i}from"./properties-8csgRG88.js";var a=t({kind:`updating`,type:`io.kestra.plugin.core.execution.UnsetVariables`,title:`Remove variables of the execution.`,properties:e({variables:n(r()).describe(`Names of variables; dots lead into maps.`),ignoreMissing:i().default(!1).describe(`Whether a name that does not exist is no failure.`)}),examples:[{code:`id: unset_variables
namespace: company.team

variables:
  token: abc

tasks:
  - id: forget
    type: io.kestra.plugin.core.execution.UnsetVariables
    variables: [token]
`}]});export{a as default};