import{_ as e,m as t}from"./schemas.js";import{r as n}from"./define.js";import{c as r,p as i}from"./properties.js";import{a,i as o,n as s,t as c}from"./connection.js";var l=n({type:`io.kestra.plugin.github.issues.Comment`,title:`Comment on an issue or pull request.`,description:"As the GitHub App, it needs the permission `issues: write`.",properties:t({...s,...o,issueNumber:r().describe(`Number of the issue or pull request.`),body:i().describe(`The comment, in Markdown.`)}),outputs:t({issueUrl:e().describe(`Address of the issue or pull request.`),commentUrl:e().describe(`Address of the comment.`)}),runs:`inline`,async run(e){let{issueNumber:t,body:n}=e.properties,{api:r,repository:i}=await c(e,{permissions:{issues:`write`}}),o=`${a(i)}/issues/${t}/comments`,{html_url:s}=await r.send(`POST`,o,{body:n});return{outputs:{issueUrl:s.split(`#`)[0],commentUrl:s}}},examples:[{title:`Answer a new issue`,code:`id: welcome
namespace: company.team

triggers:
  - id: opened
    type: io.tutti.plugin.github.trigger.Event
    on: [issues]
    actions: [opened]
    permission: none

tasks:
  - id: answer
    type: io.kestra.plugin.github.issues.Comment
    issueNumber: "{{ trigger.number }}"
    body: Thank you. Somebody will look at it this week.
`}]});export{l as default};