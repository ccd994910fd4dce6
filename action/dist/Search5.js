import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{a as n,p as r,t as i}from"./properties.js";import{a,i as o,n as s,r as c,t as l}from"./search.js";const u=e=>r().optional().describe(e),d=e=>i().optional().describe(e);var f=t({type:`io.kestra.plugin.github.pulls.Search`,title:`Search pull requests.`,description:`${s} Dates are those of GitHub's search, such as \`2026-01-31\`, \`>=2026-01-01\` or \`2026-01-01..2026-01-31\`.`,properties:e({...o,...a,mentions:u(`Only those that mention this login.`),reviewRequested:u(`Only those that wait for a review by this login.`),open:d("`true`: only open ones."),closed:d("`true`: only closed ones."),merged:d("`true`: only merged ones."),draft:d("`true`: only drafts."),assigned:u(`Only those that are assigned to this login.`),title:u(`Only those with this in their title.`),closedAt:u(`Only those closed then.`),createdAt:u(`Only those opened then.`),updatedAt:u(`Only those changed then.`),commit:u(`Only those with this commit.`),base:u(`Only those for this branch.`),head:u(`Only those from this branch.`),createdByMe:d("`true`: only those of whom the token is of."),author:u(`Only those of this login.`),sort:n([`CREATED`,`UPDATED`,`COMMENTS`]).default(`CREATED`).describe(`What they are sorted by.`)}),outputs:c,runs:`inline`,run(e){let{properties:t}=e,{title:n,sort:r}=t,i=e=>[`is`,t[e]?e:void 0];return l(e,{what:`issues`,permission:`pull_requests`,qualifiers:[[`is`,`pr`],[`repo`,t.repository],[`mentions`,t.mentions],[`review-requested`,t.reviewRequested],i(`open`),i(`closed`),i(`merged`),i(`draft`),[`assignee`,t.assigned],[`in`,n===void 0?void 0:`title`],[`closed`,t.closedAt],[`created`,t.createdAt],[`updated`,t.updatedAt],[`sha`,t.commit],[`base`,t.base],[`head`,t.head],[`author`,t.createdByMe?`@me`:t.author]],words:n,sort:r.toLowerCase()})},examples:[{title:`Pull requests that wait for a review`,code:`id: waiting
namespace: company.team

tasks:
  - id: find
    type: io.kestra.plugin.github.pulls.Search
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    repository: company/data
    reviewRequested: ada
    open: true
    fetchType: FETCH
`}]});export{f as default};