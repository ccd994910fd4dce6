import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{p as n,t as r}from"./properties.js";import{n as i,t as a}from"./connection2.js";var o=t({type:`io.kestra.plugin.kestra.executions.Delete`,title:`Delete an execution that has ended.`,description:`It goes with its task runs, and with what of its logs, metrics and files is not to stay. The current execution cannot be deleted.`,properties:e({...a,executionId:n().describe(`The execution.`),deleteLogs:r().default(!0).describe(`Whether its logs go.`),deleteMetrics:r().default(!0).describe(`Whether its metrics go.`),deleteStorage:r().default(!0).describe(`Whether its files in internal storage go.`)}),runs:`inline`,async run(e){let{executionId:t,deleteLogs:n,deleteMetrics:r,deleteStorage:a}=e.properties;if(t===e.execution.id)throw Error(`It's not allowed to delete the current execution ${t}`);await i(e).delete(t,{deleteLogs:n,deleteMetrics:r,deleteStorage:a})},examples:[{code:`id: forget
namespace: company.team

inputs:
  - id: execution
    type: STRING

tasks:
  - id: delete
    type: io.kestra.plugin.kestra.executions.Delete
    executionId: "{{ inputs.execution }}"
`}]});export{o as default};