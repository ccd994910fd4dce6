import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{a as n,p as r}from"./properties.js";import{a as i,i as a,n as o,r as s,t as c}from"./search.js";const l=e=>r().optional().describe(e),u={PARENT_AND_FORKS:`true`,FORKS_ONLY:`only`,PARENT_ONLY:void 0};var d=t({type:`io.kestra.plugin.github.code.Search`,title:`Search code.`,description:`${o} GitHub needs a token for this search, and words in \`query\`.`,properties:e({...a,...i,user:l(`Only in repositories of this login or organisation.`),in:l("Where the words are looked for: `file`, `path`, or both with a comma."),language:l(`Only in this language.`),extension:l(`Only in files with this extension.`),fork:n([`PARENT_AND_FORKS`,`FORKS_ONLY`,`PARENT_ONLY`]).optional().describe(`Whether forks are searched too.`),filename:l(`Only in files of this name.`),path:l(`Only below this folder.`),size:l("Only in files of this size in bytes, such as `>1000`."),sort:n([`BEST_MATCH`,`INDEXED`]).default(`BEST_MATCH`).describe(`What they are sorted by.`)}),outputs:s,runs:`inline`,run(e){let{repository:t,user:n,language:r,extension:i,fork:a,filename:o,path:s,size:l,sort:d,...f}=e.properties;return c(e,{what:`code`,permission:`contents`,qualifiers:[[`repo`,t],[`user`,n],[`in`,f.in],[`language`,r],[`extension`,i],[`fork`,a&&u[a]],[`filename`,o],[`path`,s],[`size`,l]],sort:d===`INDEXED`?`indexed`:void 0})},examples:[{title:`Where a table is read`,code:`id: usages
namespace: company.team

tasks:
  - id: find
    type: io.kestra.plugin.github.code.Search
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    query: daily_prices
    user: company
    extension: sql
`}]});export{d as default};