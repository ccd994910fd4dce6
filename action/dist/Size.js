import{m as e,p as t}from"./schemas.js";import{r as n}from"./define.js";import{p as r}from"./properties.js";var i=n({type:`io.kestra.plugin.core.storage.Size`,title:`Get the size of a file of the internal storage.`,properties:e({uri:r().describe(`URI of the file.`)}),outputs:e({size:t().int().describe(`Bytes.`)}),runs:`inline`,pure:!0,reads:!0,async run(e){let{uri:t}=e.properties,n=await e.storage.size(t);if(n===void 0)throw Error(`Unable to find file '${t}'`);return{outputs:{size:n}}},examples:[{code:`id: size
namespace: company.team

tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: Hello World
  - id: size
    type: io.kestra.plugin.core.storage.Size
    uri: "{{ outputs.write.uri }}"
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.size.size }} bytes"
`}]});export{i as default};