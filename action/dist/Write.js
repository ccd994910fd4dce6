import{_ as e,m as t}from"./schemas.js";import{r as n}from"./define.js";import{p as r}from"./properties.js";var i=n({type:`io.kestra.plugin.core.storage.Write`,title:`Write a text to a file of the internal storage.`,properties:t({content:r().describe(`The text; its expressions are rendered.`),extension:r().optional().describe(`Extension of the file, with its dot.`)}),outputs:t({uri:e().describe(`URI of the file.`)}),runs:`inline`,async run(e){let{content:t,extension:n}=e.properties,{uri:r}=await e.storage.put(t,{extension:n});return{outputs:{uri:r}}},examples:[{code:`id: write
namespace: company.team

tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: |
      flow,execution
      {{ flow.id }},{{ execution.id }}
    extension: .csv
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "{{ read(outputs.write.uri) }}"
`}]});export{i as default};