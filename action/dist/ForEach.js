import{_ as e,d as t,l as n,m as r,v as i,y as a}from"./schemas.js";import{n as o}from"./define.js";import{f as s,o as c}from"./properties.js";import{i as l,t as u}from"./children.js";var d=o({kind:`flowable`,type:`io.kestra.plugin.core.flow.ForEach`,title:`Run tasks for each value of a list.`,description:"For each value, `tasks` run one after another. They read the value as `{{ taskrun.value }}` and, deeper inside, as\n`{{ parent.taskrun.value }}`; the index is `{{ taskrun.iteration }}`. A value that is no text is given as JSON text, so\nthat `{{ fromJson(taskrun.value).name }}` reads a property of an object. A value that occurs again is left out.\n\nOutputs of the tasks are kept by value: `{{ outputs.inner[taskrun.value].value }}`.",properties:r({values:s(i([e(),n(a())])).describe(`A list, or an expression that gives one as JSON. Null values are refused.`),concurrencyLimit:c(t().min(0)).default(1).describe(`For how many values tasks may run at once; 0 is without limit.`),tasks:l().describe(`Tasks to run for each value, in this order.`),...u}),examples:[{title:`One value after another`,code:`id: for_each
namespace: company.team

tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: ["north", "south"]
    tasks:
      - id: report
        type: io.kestra.plugin.core.log.Log
        message: "Region {{ taskrun.value }}, number {{ taskrun.iteration }}"
`},{title:`Objects from another task, four at a time`,code:`id: for_each_object
namespace: company.team

tasks:
  - id: list
    type: io.kestra.plugin.core.output.OutputValues
    values:
      users:
        - { name: Ada }
        - { name: Grace }
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ outputs.list.values.users }}"
    concurrencyLimit: 4
    tasks:
      - id: greet
        type: io.kestra.plugin.core.log.Log
        message: "Hello {{ fromJson(taskrun.value).name }}"
`}]});export{d as default};