import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{a as n,p as r}from"./properties.js";import{a as i,i as a,n as o,r as s,t as c}from"./search.js";const l=e=>r().optional().describe(e);var u=t({type:`io.kestra.plugin.github.repositories.Search`,title:`Search repositories.`,description:o,properties:e({...a,...i,language:l(`Only those in this language.`),created:l("Only those made then, such as `>=2026-01-01`."),stars:l("Only those with so many stars, such as `>=100` or `10..50`."),user:l(`Only those of this login or organisation.`),topic:l(`Only those with this topic.`),visibility:n([`PUBLIC`,`PRIVATE`,`INTERNAL`]).optional().describe(`Only those of this kind.`),sort:n([`UPDATED`,`STARS`,`FORKS`]).default(`UPDATED`).describe(`What they are sorted by.`)}),outputs:s,runs:`inline`,run(e){let{repository:t,language:n,created:r,stars:i,user:a,topic:o,visibility:s,sort:l}=e.properties;return c(e,{what:`repositories`,permission:`metadata`,qualifiers:[[`repo`,t],[`language`,n],[`created`,r],[`stars`,i],[`user`,a],[`topic`,o],[`is`,s?.toLowerCase()]],sort:l.toLowerCase()})},examples:[{title:`Repositories of a team, one by one`,code:`id: repositories
namespace: company.team

tasks:
  - id: find
    type: io.kestra.plugin.github.repositories.Search
    user: kestra-io
    topic: plugin
    sort: STARS
    order: DESC
    fetchType: FETCH
`}]});export{u as default};