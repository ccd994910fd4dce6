import{r as e}from"./rolldown-runtime.js";import{_ as t,h as n,m as r}from"./schemas.js";import{r as i}from"./define.js";import{l as a,p as o,u as s}from"./properties.js";import{t as c}from"./picomatch.js";import{dirname as l,join as u,posix as d,relative as f,resolve as p,sep as m}from"node:path";import{mkdir as h,readdir as g,writeFile as _}from"node:fs/promises";var v=/* @__PURE__ */ e(c(),1);async function y(e,t,n){for(let[r,i]of Object.entries(t)){let t=p(e,r);if(!t.startsWith(e+m))throw Error(`The path '${r}' is not inside the working directory`);await h(l(t),{recursive:!0}),await _(t,/^(kestra|file|nsfile):\/\//.test(i)?n.stream(i):i)}}async function b(e,t){if(t.length===0)return[];let n=(0,v.default)([...t],{dot:!0,noextglob:!0,nonegate:!0});return(await g(e,{recursive:!0,withFileTypes:!0})).filter(e=>e.isFile()).map(e=>u(e.parentPath,e.name)).map(t=>({absolute:t,path:f(e,t).replaceAll(m,d.sep)})).filter(({path:e})=>n(e)).sort((e,t)=>e.path<t.path?-1:1)}var x=i({type:`io.kestra.plugin.core.storage.LocalFiles`,title:`Put files into the working directory, and store files from there.`,deprecated:"Use `inputFiles` and `outputFiles` of script tasks or of `io.kestra.plugin.core.flow.WorkingDirectory`.",properties:r({inputs:s(o()).optional().describe(`Content, or storage URI, by path in the working directory.`),outputs:a(o()).optional().describe(`Globs of the files to store, relative to the working directory.`)}),outputs:r({uris:n(t(),t()).describe(`Storage URIs by path in the working directory.`)}),async run(e){let{inputs:t={},outputs:n=[]}=e.properties,r=await e.workingDirectory();await y(r,t,e.storage);let i={};for(let{path:t,absolute:a}of await b(r,n))i[t]=(await e.storage.putFile(a,{name:t})).uri;return{outputs:{uris:i}}},examples:[{code:`id: local_files
namespace: company.team

tasks:
  - id: directory
    type: io.kestra.plugin.core.flow.WorkingDirectory
    tasks:
      - id: put
        type: io.kestra.plugin.core.storage.LocalFiles
        inputs:
          name.txt: Ada
      - id: greet
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner:
          type: io.kestra.plugin.core.runner.Process
        commands:
          - echo "Hello $(cat name.txt)" > greeting.txt
      - id: store
        type: io.kestra.plugin.core.storage.LocalFiles
        outputs:
          - "*.txt"
`}]});export{x as default};