import{_ as e,f as t,h as n,l as r,m as i,y as a}from"./schemas.js";import{n as o}from"./define.js";import{a as s,i as c,o as l}from"./properties.js";import{n as u,r as d,t as f}from"./children.js";var p=o({kind:`flowable`,type:`io.kestra.plugin.core.flow.Pause`,title:`Pause the execution until somebody resumes it, or for a while.`,description:"The execution becomes PAUSED. It goes on when it is resumed, with values for the inputs that `onResume` declares, or after\n`pauseDuration`, in the way that `behavior` says. With `timeout` and without `pauseDuration` the pause fails at the\ndeadline; without both it has no end.\n\nValues given at resume are read as `{{ outputs.<pause>.onResume.<input> }}`.",properties:i({pauseDuration:c().optional().describe(`How long the pause lasts unless it is resumed before.`),delay:c().optional().describe(`Deprecated: use pauseDuration.`),behavior:s([`RESUME`,`WARN`,`CANCEL`,`FAIL`]).default(`RESUME`).describe(`What happens after pauseDuration.`),onResume:l(r(t({})).optional()).describe(`Inputs to ask for when the execution is resumed.`),onPause:u().describe(`A task to run when the pause starts.`),tasks:d().describe(`Deprecated: put tasks to run after the pause behind it.`),...f}),outputs:i({onResume:n(e(),a()).describe(`Values of the inputs declared by onResume.`),resumed:i({by:e().optional(),on:e(),to:e()}).describe(`Who resumed the execution, when, and to which state.`)}),examples:[{title:`Approval with a comment`,code:`id: approval
namespace: company.team

tasks:
  - id: approve
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - id: approved
        type: BOOL
        defaults: true
      - id: comment
        type: STRING
        required: false
  - id: decision
    type: io.kestra.plugin.core.log.Log
    message: "Approved: {{ outputs.approve.onResume.approved }}"
`},{title:`Wait for five minutes`,code:`id: wait
namespace: company.team

tasks:
  - id: cool_down
    type: io.kestra.plugin.core.flow.Pause
    pauseDuration: PT5M
  - id: after
    type: io.kestra.plugin.core.log.Log
    message: Five minutes later
`}]});export{p as default};