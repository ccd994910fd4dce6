import{_ as e,m as t,p as n}from"./schemas.js";import{r}from"./define.js";import{l as i,p as a,t as o}from"./properties.js";import{a as s,i as c,n as l,t as u}from"./connection.js";var d=r({type:`io.kestra.plugin.github.pulls.Create`,title:`Open a pull request.`,description:"As the GitHub App, it needs the permission `pull_requests: write`.",properties:t({...l,...c,sourceBranch:a().describe("Branch with the changes; of a fork `owner:branch`."),targetBranch:a().describe(`Branch that they are for.`),title:a().describe(`Title of the pull request.`),body:a().optional().describe(`Its text, in Markdown.`),maintainerCanModify:o().default(!1).describe(`Whether maintainers may push to the source branch, if it is of a fork.`),draft:o().default(!1).describe(`Whether it is a draft.`),reviewers:i(a()).optional().describe("Who is asked for a review: logins, and teams as `team:name`.")}),outputs:t({issueUrl:e().describe(`Address of the pull request in the API, as an issue.`),pullRequestUrl:e().describe(`Address of the pull request.`),pullRequestNumber:n().int().describe(`Its number.`)}),runs:`inline`,async run(e){let{sourceBranch:t,targetBranch:n,title:r,body:i,maintainerCanModify:a,draft:o,reviewers:c}=e.properties,{api:l,repository:d}=await u(e,{permissions:{pull_requests:`write`}}),p=`${s(d)}/pulls`,m=await l.send(`POST`,p,{head:t,base:n,title:r,body:i,draft:o,maintainer_can_modify:a}),h={issueUrl:m.issue_url??m.html_url,pullRequestUrl:m.html_url,pullRequestNumber:m.number};return e.keepOutputs(h),c?.length&&await f(l,`${p}/${m.number}`,c),{outputs:h}},examples:[{title:`Propose what a branch holds, and ask for reviews`,code:`id: propose
namespace: company.team

tasks:
  - id: pull
    type: io.kestra.plugin.github.pulls.Create
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    repository: company/data
    sourceBranch: nightly-prices
    targetBranch: main
    title: New prices
    reviewers: [ada, "team:data"]
`}]});function f(e,t,n){let r=n.filter(e=>e.startsWith(`team:`)).map(e=>e.slice(5)),i=n.filter(e=>!e.startsWith(`team:`));return e.send(`POST`,`${t}/requested_reviewers`,{...i.length>0&&{reviewers:i},...r.length>0&&{team_reviewers:r.map(e=>e.split(`/`).at(-1))}})}export{d as default};