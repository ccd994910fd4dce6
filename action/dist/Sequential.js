import{m as e}from"./schemas.js";import{n as t}from"./define.js";import{i as n,t as r}from"./children.js";var i=t({kind:`flowable`,type:`io.kestra.plugin.core.flow.Sequential`,title:`Run tasks one after another.`,description:"Groups tasks that belong together, for instance as one branch of a `Parallel` task. A failed task stops the list;\n`errors` and `finally` run then.",properties:e({tasks:n().describe(`Tasks to run, in this order.`),...r}),examples:[{title:`Two steps as one branch of a parallel task`,code:`id: sequential
namespace: company.team

tasks:
  - id: branches
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
      - id: load
        type: io.kestra.plugin.core.flow.Sequential
        tasks:
          - id: extract
            type: io.kestra.plugin.core.debug.Return
            format: "{{ task.id }}"
          - id: transform
            type: io.kestra.plugin.core.debug.Return
            format: "{{ outputs.extract.value }} done"
      - id: notify
        type: io.kestra.plugin.core.log.Log
        message: Loading
`}]});export{i as default};