import{r as e}from"./define.js";import{_ as t,m as n,p as r}from"./schemas.js";import{t as i}from"./ion.js";import{a,l as o,p as s}from"./properties.js";import{t as c}from"./levels.js";var l=e({type:`io.kestra.plugin.core.log.Fetch`,title:`Store the log of an execution as a file.`,description:`What its task runs logged so far, in this order; entries of the execution itself are left out. Each row is an Ion struct.`,properties:n({executionId:s().optional().describe(`The execution; the current one by default.`),namespace:s().optional().describe(`Only where the execution is one of this namespace.`),flowId:s().optional().describe(`Only where the execution is one of this flow.`),tasksId:o(s()).optional().describe(`Ids of the tasks; all of them by default.`),level:a(c).default(`INFO`).describe(`Least level of the entries.`)}),outputs:n({uri:t().describe(`URI of the file.`),size:r().int().describe(`Number of its rows.`)}),runs:`inline`,async run(e){let{executionId:t,namespace:n,flowId:r,tasksId:a,level:o}=e.properties,s={executionId:t,taskIds:a,minLevel:o},c=0;async function*l(){for await(let t of u(e.logs,s)){let e=t.filter(e=>(n===void 0||e.namespace===n)&&(r===void 0||e.flowId===r));c+=e.length,yield Buffer.from(e.map(e=>`${i(e)}\n`).join(``))}}let{uri:d}=await e.storage.put(l(),{extension:`.ion`});return{outputs:{uri:d,size:c}}},examples:[{title:`Keep the warnings of an execution`,code:`id: keep_warnings
namespace: company.team

tasks:
  - id: work
    type: io.kestra.plugin.core.log.Log
    level: WARN
    message: Something to remember
  - id: warnings
    type: io.kestra.plugin.core.log.Fetch
    level: WARN
  - id: count
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.warnings.size }} warnings in {{ outputs.warnings.uri }}"
`}]});async function*u(e,t){for(let n;;){let{entries:r,cursor:i}=await e.read({...t,after:n});if(r.length===0)return;yield r,n=i}}export{l as default};