import{_ as e,l as t,m as n}from"./schemas.js";import{r}from"./define.js";var i=r({type:`io.kestra.plugin.core.storage.PurgeCurrentExecutionFiles`,title:`Delete every file that the execution stored.`,description:`Inputs and outputs of tasks that are files are gone then; their URIs stay in the record of the execution.`,properties:n({}),outputs:n({uris:t(e()).describe(`URIs of the deleted files.`)}),runs:`inline`,run:async e=>({outputs:{uris:await e.storage.deleteExecutionFiles()}}),examples:[{code:`id: purge_files
namespace: company.team

tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: Needed by the next task only
  - id: size
    type: io.kestra.plugin.core.storage.Size
    uri: "{{ outputs.write.uri }}"
  - id: purge
    type: io.kestra.plugin.core.storage.PurgeCurrentExecutionFiles
`}]});export{i as default};