import{m as e}from"./schemas.js";import{n as t}from"./define.js";import{h as n,t as r,u as i}from"./properties.js";var a=t({kind:`updating`,type:`io.kestra.plugin.core.execution.SetVariables`,title:`Set variables of the execution.`,description:"Tasks that follow read them as `{{ vars.<name> }}`. Maps are merged with those already there.",properties:e({variables:i(n()).describe(`Variables by name.`),overwrite:r().default(!0).describe(`Whether a variable that exists gets the new value; otherwise the task fails.`)}),examples:[{code:`id: set_variables
namespace: company.team

variables:
  name: World

tasks:
  - id: set
    type: io.kestra.plugin.core.execution.SetVariables
    variables:
      name: Ada
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: "Hello {{ vars.name }}"
`}]});export{a as default};