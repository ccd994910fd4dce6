import{m as e}from"./schemas.js";import{n as t}from"./define.js";import{l as n,p as r,t as i}from"./properties.js";var a=t({kind:`updating`,type:`io.kestra.plugin.core.execution.UnsetVariables`,title:`Remove variables of the execution.`,properties:e({variables:n(r()).describe(`Names of variables; dots lead into maps.`),ignoreMissing:i().default(!1).describe(`Whether a name that does not exist is no failure.`)}),examples:[{code:`id: unset_variables
namespace: company.team

variables:
  token: abc

tasks:
  - id: forget
    type: io.kestra.plugin.core.execution.UnsetVariables
    variables: [token]
`}]});export{a as default};