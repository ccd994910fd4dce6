import{_ as e,h as t,m as n,v as r,y as i}from"./schemas.js";import{n as a}from"./define.js";import{d as o,f as s,i as c,l,p as u}from"./properties.js";import{t as d}from"./namespaceFiles.js";import{i as f,t as p}from"./children.js";var m=a({kind:`flowable`,type:`io.kestra.plugin.core.flow.WorkingDirectory`,title:`Run tasks one after another in the same directory.`,description:"The tasks find the files of those before them. The directory is made for this run and deleted afterwards; files to keep are\nnamed by `outputFiles`, and files to find again in the next execution by `cache`. Only runnable tasks are allowed inside:\nnone that have tasks of their own, none that start other flows.",properties:n({tasks:f().describe(`Runnable tasks, in this order.`),cache:o({ttl:c().optional().describe(`How long a cache is good; for ever where it is absent.`),patterns:l(u()).describe(`Globs of the files to keep.`)}).optional().describe(`Files to keep from one execution to the next.`),namespaceFiles:d.optional().describe(`Namespace files to put into the directory.`),inputFiles:s(r([t(e(),i()),e()]),`workingDir`).optional().describe(`Files to write before the tasks run: content, or storage URI, by path.`),outputFiles:l(u()).optional().describe(`Globs of the files to store when the tasks ran.`),...p}),outputs:n({outputFiles:t(e(),e()).optional().describe(`Storage URIs by path.`)}),validate:(e,t)=>h(e).flatMap(({index:e,child:n})=>g(e,n,t)),examples:[{title:`A file that two scripts share`,code:`id: working_directory
namespace: company.team

tasks:
  - id: together
    type: io.kestra.plugin.core.flow.WorkingDirectory
    outputFiles: ["*.txt"]
    tasks:
      - id: write
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner:
          type: io.kestra.plugin.core.runner.Process
        commands:
          - echo hello > greeting.txt
      - id: read
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner:
          type: io.kestra.plugin.core.runner.Process
        commands:
          - cat greeting.txt
`}]});function h(e){return(Array.isArray(e.tasks)?e.tasks:[]).flatMap((e,t)=>typeof e==`object`&&e?[{index:t,child:e}]:[])}function g(e,t,n){let r=[];return typeof t.type==`string`&&_(n(t.type))&&r.push({path:[`tasks`,e],message:`Only runnable tasks are allowed as children of a WorkingDirectory task`}),t.workerGroup!==void 0&&r.push({path:[`tasks`,e,`workerGroup`],message:`Cannot set a Worker Group in any WorkingDirectory sub-tasks, it is only supported at the WorkingDirectory level`}),r}function _(e){return e.startsWith(`io.kestra.plugin.core.flow.`)?e!==v:y.has(e)}const v=`io.kestra.plugin.core.flow.Sleep`,y=new Set([`Exit`,`Labels`,`SetVariables`,`UnsetVariables`].map(e=>`io.kestra.plugin.core.execution.${e}`));export{m as t};