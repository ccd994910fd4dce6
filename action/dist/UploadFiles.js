import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{a as n,l as r,p as i,u as a}from"./properties.js";import{n as o}from"./globs.js";import{t as s}from"./outputFiles.js";import{n as c}from"./paths.js";import{join as l}from"node:path";import{readFile as u}from"node:fs/promises";var d=t({type:`io.kestra.plugin.core.namespace.UploadFiles`,title:`Put files among the namespace files.`,description:`The files are written into the repository's folder, where later tasks find them; committing them is up to you. An execution that
reads its flow from a commit cannot change its namespace files: there the task fails.

\`files\` are those of the working directory, which is empty unless the task is inside a
\`io.kestra.plugin.core.flow.WorkingDirectory\`.`,properties:e({namespace:i().optional().describe(`Namespace of the files; the flow's by default.`),files:r(i()).optional().describe(`Globs of files in the working directory.`),filesMap:a(i()).optional().describe(`Storage URIs by the path that the file gets. URIs of files that are gone are passed over.`),destination:i().default(`/`).describe(`Folder that the files are put into.`),conflict:n([`OVERWRITE`,`ERROR`,`SKIP`]).default(`OVERWRITE`).describe(`What happens to a file that exists: it is replaced, the task fails, or it stays.`)}),runs:`inline`,async run(e){let{files:t,filesMap:n,namespace:r,destination:i,conflict:a}=e.properties;if(!t&&!n)throw Error(`files or filesMap is required`);let o=new Set(await e.namespaceFiles.list(r));for(let{path:s,read:l}of[...await f(e,t??[]),...await p(e,n??{})]){let t=c(i,s);if(o.has(t)){if(a===`SKIP`)continue;if(a===`ERROR`)throw Error(`The namespace file '/${t}' exists already, and \`conflict\` is set to ERROR`)}await e.namespaceFiles.write(t,await l(),r)}},examples:[{title:`Keep what a script made`,code:`id: upload_files
namespace: company.team

tasks:
  - id: directory
    type: io.kestra.plugin.core.flow.WorkingDirectory
    tasks:
      - id: make
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner:
          type: io.kestra.plugin.core.runner.Process
        commands:
          - date > made.txt
      - id: keep
        type: io.kestra.plugin.core.namespace.UploadFiles
        files:
          - made.txt
        destination: reports
`},{title:`A file of the internal storage`,code:`id: upload_stored_file
namespace: company.team

tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: Hello
  - id: keep
    type: io.kestra.plugin.core.namespace.UploadFiles
    filesMap:
      greetings/hello.txt: "{{ outputs.write.uri }}"
`}]});async function f(e,t){if(t.length===0)return[];let n=await e.workingDirectory();return(await s(n)).filter(o(t,n)).map(e=>({path:e,read:()=>u(l(n,e))}))}async function p({storage:e},t){let n=[];for(let[r,i]of Object.entries(t))await e.size(i)!==void 0&&n.push({path:r,read:()=>e.get(i)});return n}export{d as default};