import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{p as n,u as r}from"./properties.js";import{a as i,i as a,n as o,t as s}from"./connection.js";var c=t({type:`io.kestra.plugin.github.actions.RunWorkflow`,title:`Start a workflow of GitHub Actions.`,description:"The workflow has to have the event `workflow_dispatch`. The task ends once the run was asked for, not when it ended. As the\nGitHub App, it needs the permission `actions: write`.",properties:e({...o,...a,workflowId:n().describe("File name of the workflow, such as `build.yml`, or its id."),ref:n().optional().describe(`Branch or tag that it runs on; the default branch by default.`),inputs:r(n()).optional().describe(`Inputs that the workflow declares.`)}),runs:`inline`,async run(e){let{workflowId:t,ref:n,inputs:r}=e.properties,{api:a,repository:o}=await s(e,{permissions:{actions:`write`}}),c=i(o),l=n??(await a.get(c)).default_branch,u=encodeURIComponent(t);await a.send(`POST`,`${c}/actions/workflows/${u}/dispatches`,{ref:l,inputs:r})},examples:[{title:`Build once the data is there`,code:`id: build
namespace: company.team

tasks:
  - id: start
    type: io.kestra.plugin.github.actions.RunWorkflow
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    repository: company/site
    workflowId: build.yml
    ref: main
    inputs:
      environment: production
`}]});export{c as default};