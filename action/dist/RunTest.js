import{_ as e,m as t}from"./schemas.js";import{r as n}from"./define.js";import{l as r,p as i,t as a}from"./properties.js";import{n as o,t as s}from"./connection2.js";import{i as c,n as l,r as u,t as d}from"./verdict.js";var f=n({type:`io.kestra.plugin.kestra.ee.tests.RunTest`,title:`Run a suite of unit tests of a flow.`,description:"The suite is a file of the repository. The task ends as the suite does: an error of a test fails it, a test that fails gives a\nwarning, or fails it too where `failOnTestFailure` says so; a suite that is skipped gives a warning.",properties:t({...s,namespace:i().describe(`Of the suite, which is that of its flow.`),testId:i().describe(`Id of the suite.`),testCases:r(i()).optional().describe(`Ids of the cases to run; all of them by default.`),failOnTestFailure:a().default(!1).describe(`Whether a test that fails makes the task fail.`)}),outputs:t({result:c,taskStateOverride:e().optional().describe(`The end that the tests gave the task: WARNING or FAILED.`)}),runs:`inline`,async run(e){let{namespace:t,testId:n,testCases:r,failOnTestFailure:i}=e.properties,a=await o(e).runTest({namespace:t,testId:n,...r&&{testCases:r}});return d(e,a),u({result:a},l(a.state,i))},examples:[{title:`Test a flow before it is run`,code:`id: tested_orders
namespace: company.team

tasks:
  - id: tests
    type: io.kestra.plugin.kestra.ee.tests.RunTest
    namespace: company.team
    testId: orders_suite
    failOnTestFailure: true
  - id: orders
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: orders
`}]});export{f as default};