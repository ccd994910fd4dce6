import{r as e}from"./define.js";import{_ as t,m as n,p as r}from"./schemas.js";import{t as i}from"./ion.js";import{a,l as o,p as s}from"./properties.js";import{t as c}from"./levels.js";import{n as l,t as u}from"./connection2.js";var d=e({type:`io.kestra.plugin.kestra.logs.Fetch`,title:`Store the log of an execution as a file.`,description:`What its task runs logged so far; entries of the execution itself are left out. Each row is an Ion struct.`,properties:n({...u,executionId:s().optional().describe(`The execution; the current one by default.`),namespace:s().optional().describe(`Only entries of this namespace.`),flowId:s().optional().describe(`Only entries of flows with this id.`),tasksId:o(s()).optional().describe(`Ids of the tasks; all of them by default.`),level:a(c).default(`INFO`).describe(`Least level of the entries.`)}),outputs:n({uri:t().describe(`URI of the file.`),size:r().int().describe(`Number of its rows.`)}),runs:`inline`,async run(e){let{executionId:t=e.execution.id,tasksId:n,level:r,...a}=e.properties,o={minLevel:r,...n?.length&&{taskIds:n}},s=l(e).logs(t,o),c=0;async function*u(){for await(let e of s){let t=e.filter(({namespace:e,flowId:t})=>e===(a.namespace??e)&&t===(a.flowId??t));c+=t.length,yield Buffer.from(t.map(e=>`${i(e)}\n`).join(``))}}let{uri:d}=await e.storage.put(u(),{extension:`.ion`});return{outputs:{uri:d,size:c}}},examples:[{title:`Warnings of an execution elsewhere`,code:`id: warnings
namespace: company.team

inputs:
  - id: execution
    type: STRING

tasks:
  - id: fetch
    type: io.kestra.plugin.kestra.logs.Fetch
    kestraUrl: https://kestra.example.com
    auth:
      apiToken: "{{ secret('KESTRA_TOKEN') }}"
    executionId: "{{ inputs.execution }}"
    level: WARN
`}]});export{d as default};