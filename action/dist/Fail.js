import{r as e}from"./define.js";import{m as t}from"./schemas.js";import{m as n,p as r}from"./properties.js";import{t as i}from"./truth.js";var a=e({type:`io.kestra.plugin.core.execution.Fail`,title:`Fail the execution, always or on a condition.`,description:"A condition is false when it renders to an empty text, `false`, `0` or `-0`; any other text is true.",properties:t({condition:r().optional().describe(`Fails only where this is true; without it, the task always fails.`),errorMessage:n().default(`Task failure`).describe(`Why it failed, for the log.`)}),runs:`inline`,pure:!0,async run(e){let{condition:t,errorMessage:n}=e.properties;if(t===void 0)throw Error(await e.render(n));if(i(t))throw e.log(`ERROR`,await e.render(n)),Error(`Fail on a condition`)},examples:[{title:`Refuse a value`,code:`id: only_known_regions
namespace: company.team

inputs:
  - id: region
    type: STRING
    defaults: north

tasks:
  - id: check
    type: io.kestra.plugin.core.execution.Fail
    condition: "{{ inputs.region not in ['north', 'south'] }}"
    errorMessage: "Unknown region {{ inputs.region }}"
`},{title:`Fail from a branch`,code:`id: fail_from_a_branch
namespace: company.team

inputs:
  - id: plan
    type: STRING
    defaults: free

tasks:
  - id: by_plan
    type: io.kestra.plugin.core.flow.Switch
    value: "{{ inputs.plan }}"
    cases:
      free:
        - id: thanks
          type: io.kestra.plugin.core.log.Log
          message: Welcome
    defaults:
      - id: unknown
        type: io.kestra.plugin.core.execution.Fail
        errorMessage: "No plan called {{ inputs.plan }}"
`}]});export{a as default};