import{_ as e,h as t,m as n}from"./schemas.js";import{r}from"./define.js";import{p as i}from"./properties.js";import{n as a,r as o,t as s}from"./paths.js";var c=r({type:`io.kestra.plugin.core.namespace.DownloadFiles`,title:`Copy namespace files to the internal storage.`,description:"The files are those of the commit that the execution reads. A glob that begins with a letter, a digit or `_` is meant in any\nfolder, any other from the root on.",properties:n({namespace:i().optional().describe(`Namespace of the files; the flow's by default.`),files:s().describe(`A glob of the files, or a list of globs.`),destination:i().default(``).describe(`Folder, among the files of the task run, for the copies.`)}),outputs:n({files:t(e(),e()).describe(`Storage URIs by path of the namespace file, which begins with a slash.`)}),runs:`inline`,async run(e){let{namespace:t,destination:n}=e.properties,r={};for(let i of await o(e)){let o=await e.namespaceFiles.read(i,t),{uri:s}=await e.storage.put(o,{name:a(n,i)});r[`/${i}`]=s}return{outputs:{files:r}}},examples:[{code:`id: download_files
namespace: company.team

tasks:
  - id: queries
    type: io.kestra.plugin.core.namespace.DownloadFiles
    files:
      - "*.sql"
  - id: count
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.queries.files | length }} queries"
`}]});export{c as default};