import{d as e,f as t,l as n,m as r}from"./schemas.js";import{n as i}from"./define.js";import{c as a,d as o,f as s,i as c,m as l,o as u,t as d}from"./properties.js";import{t as f}from"./children.js";var p=i({kind:`flowable`,type:`io.kestra.plugin.core.flow.LoopUntil`,title:`Run tasks again and again until a condition holds.`,description:"After its tasks ran, `condition` is rendered with their outputs. Unless it is true, the tasks run again after\n`checkFrequency.interval`; the execution is PAUSED meanwhile. Tasks and condition read the number of the iteration, from 1,\nas `{{ outputs.<loop>.iterationCount }}`.",properties:r({condition:s(l()).describe(`Expression that ends the loop when it is true.`),tasks:u(n(t({}))).describe(`Tasks of one iteration, in this order.`),failOnMaxReached:d().default(!1).describe(`Whether the task fails when maxIterations or maxDuration is reached.`),checkFrequency:o({maxIterations:a().optional().describe(`Most iterations to run.`),maxDuration:c().optional().describe(`Longest time to loop.`),interval:c().default(6e4).describe(`Pause between two iterations.`)}).optional().describe(`How often, and for how long.`),...f}),outputs:r({iterationCount:e().describe(`Number of the iteration, from 1.`)}),examples:[{title:`Poll a service every ten seconds, for an hour at most`,code:`id: poll
namespace: company.team

tasks:
  - id: until_ready
    type: io.kestra.plugin.core.flow.LoopUntil
    condition: "{{ outputs.status.code == 200 }}"
    checkFrequency:
      interval: PT10S
      maxDuration: PT1H
    failOnMaxReached: true
    tasks:
      - id: status
        type: io.kestra.plugin.core.http.Request
        uri: https://example.org/status
        options:
          allowFailed: true
`}]});export{p as default};