import{_ as e,m as t,u as n}from"./schemas.js";import{r}from"./define.js";import{p as i,t as a}from"./properties.js";var o=r({type:`io.kestra.plugin.core.storage.Delete`,title:`Delete a file of the internal storage.`,properties:t({uri:i().describe(`URI of the file.`),errorOnMissing:a().default(!1).describe(`Whether the task fails where there is no such file.`)}),outputs:t({uri:e().describe(`URI of the file.`),deleted:n().describe(`Whether there was such a file.`)}),runs:`inline`,async run(e){let{uri:t,errorOnMissing:n}=e.properties,r=await e.storage.delete(t);if(!r&&n)throw Error(`Unable to find file '${t}'`);return{outputs:{uri:t,deleted:r}}},examples:[{code:`id: delete
namespace: company.team

tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: Not for long
  - id: delete
    type: io.kestra.plugin.core.storage.Delete
    uri: "{{ outputs.write.uri }}"
`}]});export{o as default};