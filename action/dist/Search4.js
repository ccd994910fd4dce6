import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{a as n,p as r,t as i}from"./properties.js";import{a,i as o,n as s,r as c,t as l}from"./search.js";var u=t({type:`io.kestra.plugin.github.issues.Search`,title:`Search issues.`,description:s,properties:e({...o,...a,mentions:r().optional().describe(`Only those that mention this login.`),open:i().optional().describe("`true`: only open ones."),closed:i().optional().describe("`true`: only closed ones."),merged:i().optional().describe("`true`: merged pull requests instead of issues."),sort:n([`CREATED`,`UPDATED`,`COMMENTS`]).default(`CREATED`).describe(`What they are sorted by.`)}),outputs:c,runs:`inline`,run(e){let{query:t=``,repository:n,mentions:r,open:i,closed:a,merged:o,sort:s}=e.properties,c=/(?:^|\s)(?:is|type):(?:issue|pr|pull-request)\b/.test(t);return l(e,{what:`issues`,permission:`issues`,qualifiers:[[`is`,c||o?void 0:`issue`],[`repo`,n],[`mentions`,r],[`is`,i?`open`:void 0],[`is`,a?`closed`:void 0],[`is`,o?`merged`:void 0]],sort:s.toLowerCase()})},examples:[{title:`How many bugs are open`,code:`id: bugs
namespace: company.team

tasks:
  - id: count
    type: io.kestra.plugin.github.issues.Search
    oauthToken: "{{ secret('GITHUB_TOKEN') }}"
    query: label:bug
    repository: company/data
    open: true
    fetchType: NONE
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.count.total }} bugs are open"
`}]});export{u as default};