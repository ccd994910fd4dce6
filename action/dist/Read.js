import{_ as e,m as t,p as n}from"./schemas.js";import{r}from"./define.js";import{p as i,t as a}from"./properties.js";import{a as o,i as s,n as c,r as l,t as u}from"./connection.js";import{t as d}from"./path.js";import{basename as f}from"node:path";var p=r({type:`io.tutti.plugin.github.files.Read`,title:`Read a file of a repository.`,description:"At a branch, tag or commit. As the GitHub App, it needs the permission `contents: read`; files of public repositories can be\nread without a token. What is large or no text is better stored than given as an output: `store: true`.",properties:t({...c,...s,path:i().describe(`Path of the file in the repository.`),ref:i().optional().describe(`Branch, tag or SHA; the default branch by default.`),store:a().default(!1).describe("Whether the file is stored, as `uri`, instead of given as `content`.")}),outputs:t({content:e().optional().describe(`The text of the file, unless it is stored.`),uri:e().optional().describe(`URI of the file, if it is stored.`),sha:e().describe(`SHA of its content, as Git knows it.`),size:n().int().describe(`Size in bytes.`)}),runs:`inline`,async run(e){let{ref:t,store:n}=e.properties,r=d(e.properties.path),{api:i,repository:a}=await u(e,{permissions:{contents:`read`},anonymous:!0}),s=o(a),c=await i.get(`${s}/contents/${l(r)}`,{ref:t});if(Array.isArray(c)||c.type!==`file`)throw Error(`\`${r}\` is no file of ${a}, but a folder, symbolic link or submodule`);let{sha:p,size:m,encoding:h,content:g}=c,_=h===`base64`?g:(await i.get(`${s}/git/blobs/${p}`)).content,v=Buffer.from(_,`base64`);if(n){let{uri:t}=await e.storage.put(v,{name:f(r)});return{outputs:{uri:t,sha:p,size:m}}}if(v.includes(0))throw Error(`\`${r}\` is no text: set \`store: true\``);return{outputs:{content:v.toString(`utf8`),sha:p,size:m}}},examples:[{title:`The version that is released`,code:`id: released
namespace: company.team

tasks:
  - id: manifest
    type: io.tutti.plugin.github.files.Read
    repository: company/site
    path: package.json
    ref: main
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ fromJson(outputs.manifest.content).version }}"
`}]});export{p as default};