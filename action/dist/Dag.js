import{_ as e,f as t,g as n,l as r,m as i}from"./schemas.js";import{t as a}from"./coerce.js";import{n as o}from"./define.js";import{c as s,o as c}from"./properties.js";import{t as l}from"./children.js";var u=o({kind:`flowable`,type:`io.kestra.plugin.core.flow.Dag`,title:`Run tasks as soon as those they depend on have ended.`,description:"Each entry holds a `task` and the ids of the tasks it `dependsOn`; tasks without dependencies start at once. When a task\nfails, no further task is started.",properties:i({concurrent:s().default(0).describe(`How many tasks may run at once; 0 is without limit.`),tasks:c(r(n({task:t({}),dependsOn:r(e()).optional()})).optional()).describe(`Tasks with what they depend on.`),...l}),validate:e=>d(p(e.tasks)).map(e=>({path:[`tasks`],message:e})),examples:[{title:`Two tasks that share a dependency`,code:`id: dag
namespace: company.team

tasks:
  - id: graph
    type: io.kestra.plugin.core.flow.Dag
    tasks:
      - task:
          id: extract
          type: io.kestra.plugin.core.log.Log
          message: extract
      - task:
          id: clean
          type: io.kestra.plugin.core.log.Log
          message: clean
        dependsOn: [extract]
      - task:
          id: report
          type: io.kestra.plugin.core.log.Log
          message: report
        dependsOn: [extract, clean]
`}]});function d(e){if(e.length===0)return[`No task defined`];let t=new Map(e.map(e=>[e.id,e])),n=[...new Set(e.flatMap(e=>e.dependsOn).filter(e=>!t.has(e)))];if(n.length>0)return[`Not existing task id in dependency: ${n.join(`, `)}`];let r=e.filter(e=>f(e,e.id,t)).map(e=>e.id);return r.length>0?[`Cyclic dependency detected: ${r.join(`, `)}`]:[]}function f(e,t,n){let r=/* @__PURE__ */ new Set,i=[...e.dependsOn];for(let e=i.pop();e!==void 0;e=i.pop()){if(e===t)return!0;r.has(e)||(r.add(e),i.push(...n.get(e)?.dependsOn??[]))}return!1}function p(e){return(Array.isArray(e)?e:[]).flatMap(e=>{let t=m.safeParse(e);return t.success?[{id:t.data.task.id,dependsOn:t.data.dependsOn??[]}]:[]})}const m=t({task:t({id:a()}),dependsOn:r(a()).nullish()});export{u as default};