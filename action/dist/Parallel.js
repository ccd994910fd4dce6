import{m as e}from"./schemas.js";import{n as t}from"./define.js";import{c as n}from"./properties.js";import{i as r,t as i}from"./children.js";var a=t({kind:`flowable`,type:`io.kestra.plugin.core.flow.Parallel`,title:`Run tasks at the same time.`,description:"Starts its tasks in the order they are written, at most `concurrent` of them at once. When one fails, no further task is\nstarted; those that run already finish on their own.",properties:e({concurrent:n().default(0).describe(`How many tasks may run at once; 0 is without limit.`),tasks:r(`must not be empty`).describe(`Tasks to run.`),...i}),examples:[{title:`Three tasks, two at a time`,code:`id: parallel
namespace: company.team

tasks:
  - id: all
    type: io.kestra.plugin.core.flow.Parallel
    concurrent: 2
    tasks:
      - id: first
        type: io.kestra.plugin.core.log.Log
        message: "{{ task.id }}"
      - id: second
        type: io.kestra.plugin.core.log.Log
        message: "{{ task.id }}"
      - id: third
        type: io.kestra.plugin.core.log.Log
        message: "{{ task.id }}"
`}]});export{a as default};