import{m as e,u as t}from"./schemas.js";import{n}from"./define.js";import{p as r}from"./properties.js";import{i,r as a,t as o}from"./children.js";var s=n({kind:`flowable`,type:`io.kestra.plugin.core.flow.If`,title:`Run tasks if a condition holds, and others if not.`,description:"The rendered condition is false when it is empty, `false`, `0` or `-0`; any other text is true. It is rendered once.",properties:e({condition:r().describe(`Expression that decides.`),then:i(`must not be empty`).describe(`Tasks to run, one after another, if the condition is true.`),else:a().describe(`Tasks to run, one after another, if it is false.`),...o}),outputs:e({evaluationResult:t().describe(`Whether the condition was true.`)}),examples:[{title:`A choice by an input`,code:`id: condition
namespace: company.team

inputs:
  - id: dryRun
    type: BOOL
    defaults: true

tasks:
  - id: choose
    type: io.kestra.plugin.core.flow.If
    condition: "{{ inputs.dryRun }}"
    then:
      - id: pretend
        type: io.kestra.plugin.core.log.Log
        message: Nothing is changed
    else:
      - id: deploy
        type: io.kestra.plugin.core.log.Log
        message: Deploying
`}]});export{s as default};