import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{a as n,p as r}from"./properties.js";import{i,n as a,r as o,t as s}from"./search.js";const c=e=>r().optional().describe(e);var l=t({type:`io.kestra.plugin.github.users.Search`,title:`Search users and organisations.`,description:a,properties:e({...i,language:c(`Only those who write in this language.`),created:c("Only those that joined then, such as `>=2026-01-01`."),repositories:c("Only those with so many repositories, such as `>=10`."),in:c("Where the words are looked for: `login`, `name`, `email`, or several with commas."),location:c(`Only those in this place.`),followers:c("Only those with so many followers, such as `>=100`."),accountType:n([`USER`,`ORGANIZATION`]).optional().describe(`Only people, or only organisations.`),sort:n([`JOINED`,`REPOSITORIES`,`FOLLOWERS`]).default(`JOINED`).describe(`What they are sorted by.`)}),outputs:o,runs:`inline`,run(e){let{language:t,created:n,repositories:r,location:i,followers:a,accountType:o,sort:c,...l}=e.properties;return s(e,{what:`users`,permission:`metadata`,qualifiers:[[`language`,t],[`created`,n],[`repos`,r],[`in`,l.in],[`location`,i],[`followers`,a],[`type`,o&&{USER:`user`,ORGANIZATION:`org`}[o]]],sort:c.toLowerCase()})},examples:[{title:`Organisations in a city`,code:`id: organisations
namespace: company.team

tasks:
  - id: find
    type: io.kestra.plugin.github.users.Search
    location: Leipzig
    accountType: ORGANIZATION
`}]});export{l as default};