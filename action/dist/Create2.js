import{_ as e,m as t,p as n}from"./schemas.js";import{r}from"./define.js";import{l as i,p as a}from"./properties.js";import{a as o,i as s,n as c,t as l}from"./connection.js";var u=r({type:`io.kestra.plugin.github.issues.Create`,title:`Open an issue.`,description:"As the GitHub App, it needs the permission `issues: write`.",properties:t({...c,...s,title:a().describe(`Title of the issue.`),body:a().optional().describe(`Its text, in Markdown.`),labels:i(a()).optional().describe(`Names of labels.`),assignees:i(a()).optional().describe(`Logins of those it is assigned to.`)}),outputs:t({issueUrl:e().describe(`Address of the issue.`),issueNumber:n().int().describe(`Its number.`)}),runs:`inline`,async run(e){let{title:t,body:n,labels:r,assignees:i}=e.properties,{api:a,repository:s}=await l(e,{permissions:{issues:`write`}}),c=await a.send(`POST`,`${o(s)}/issues`,{title:t,body:n,labels:r,assignees:i});return{outputs:{issueUrl:c.html_url,issueNumber:c.number}}},examples:[{title:`Tell the team when a flow failed`,code:`id: nightly
namespace: company.team

tasks:
  - id: load
    type: io.kestra.plugin.scripts.shell.Commands
    commands: ["./load.sh"]

errors:
  - id: tell
    type: io.kestra.plugin.github.issues.Create
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    repository: company/data
    title: "{{ flow.id }} failed"
    body: "Execution {{ execution.id }} failed."
    labels: [incident]
`}]});export{u as default};