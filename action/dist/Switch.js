import{_ as e,f as t,h as n,l as r,m as i,u as a}from"./schemas.js";import{n as o}from"./define.js";import{o as s,p as c}from"./properties.js";import{r as l,t as u}from"./children.js";var d=o({kind:`flowable`,type:`io.kestra.plugin.core.flow.Switch`,title:`Run the tasks of the case that a value names.`,description:"The rendered value is compared with the keys of `cases` as text. Where none is equal, `defaults` run; without defaults the\ntask fails.",properties:i({value:c().describe(`Expression that gives the name of a case.`),cases:s(n(e(),r(t({})).nullable()).optional()).describe(`Tasks by the value they are for.`),defaults:l().describe(`Tasks to run where no case fits.`),...u}),outputs:i({value:e().describe(`The rendered value.`),defaults:a().describe(`Whether no case fitted.`)}),validate:({cases:e,defaults:t})=>[t,...Object.values(e??{})].some(e=>Array.isArray(e)&&e.length>0)?[]:[{path:[],message:`No task defined, neither cases or default have any tasks`}],examples:[{title:`A branch for each environment`,code:`id: switch
namespace: company.team

inputs:
  - id: environment
    type: SELECT
    values: [staging, production]
    autoSelectFirst: true

tasks:
  - id: deploy
    type: io.kestra.plugin.core.flow.Switch
    value: "{{ inputs.environment }}"
    cases:
      staging:
        - id: staging
          type: io.kestra.plugin.core.log.Log
          message: To staging
      production:
        - id: production
          type: io.kestra.plugin.core.log.Log
          message: To production
`}]});export{d as default};