import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{a as n,p as r}from"./properties.js";import{i,n as a,r as o,t as s}from"./search.js";var c=t({type:`io.kestra.plugin.github.topics.Search`,title:`Search topics.`,description:`${a} GitHub sorts topics by how well they match, whatever \`order\` says.`,properties:e({...i,is:n([`CURATED`,`FEATURED`,`NOT_CURATED`,`NOT_FEATURED`]).optional().describe(`Only topics of this kind.`),repositories:r().optional().describe("Only those of so many repositories, such as `>1000`."),created:r().optional().describe("Only those made then, such as `>=2026-01-01`.")}),outputs:o,runs:`inline`,run(e){let{repositories:t,created:n,...r}=e.properties;return s(e,{what:`topics`,permission:`metadata`,qualifiers:[[`is`,r.is?.toLowerCase().replace(`_`,`-`)],[`repositories`,t],[`created`,n]]})},examples:[{title:`Topics about orchestration`,code:`id: topics
namespace: company.team

tasks:
  - id: find
    type: io.kestra.plugin.github.topics.Search
    query: orchestration
    is: CURATED
    fetchType: FETCH
`}]});export{c as default};