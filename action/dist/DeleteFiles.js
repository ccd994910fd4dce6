import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{p as n,t as r}from"./properties.js";import{r as i,t as a}from"./paths.js";var o=t({type:`io.kestra.plugin.core.namespace.DeleteFiles`,title:`Delete namespace files.`,description:`The files are deleted in the repository's folder; committing that is up to you. An execution that reads its flow from a commit
cannot change its namespace files: there the task fails.`,properties:e({namespace:n().optional().describe(`Namespace of the files; the flow's by default.`),files:a().describe(`A glob of the files, or a list of globs.`),deleteParentFolder:r().default(!1).describe(`Without effect: a folder without files is deleted in any case, as Git knows only files.`)}),runs:`inline`,async run(e){for(let t of await i(e))await e.namespaceFiles.delete(t,e.properties.namespace)},examples:[{code:`id: delete_files
namespace: company.team

tasks:
  - id: tidy
    type: io.kestra.plugin.core.namespace.DeleteFiles
    files:
      - /reports/**
`}]});export{o as default};