import{_ as e,l as t,m as n}from"./schemas.js";import{r}from"./define.js";import{c as i,p as a}from"./properties.js";import{t as o}from"./splitting.js";var s=r({type:`io.kestra.plugin.core.storage.Split`,title:`Split a text file into several.`,description:"A file is split between lines: by size, into a number of files, or by number of lines. Where several of these are given, `bytes`\nwins over `partitions`, and that over `rows`.",properties:n({from:a().describe(`URI of the file.`),bytes:a().optional().describe("A new file begins once the last one has this size: `10MB`, `512KB`, `1000`."),partitions:i().optional().describe(`Number of files that lines are dealt to in turn; empty ones are left out.`),rows:i().optional().describe(`Lines in a file.`),separator:a().default(`
`).describe(`Written after each line.`)}),outputs:n({uris:t(e()).describe(`URIs of the new files; they keep the extension.`)}),async run(e){let{from:t,...n}=e.properties;return{outputs:{uris:await o(e,t,n)}}},examples:[{title:`One subflow for each two lines`,code:`id: split
namespace: company.team

tasks:
  - id: names
    type: io.kestra.plugin.core.storage.Write
    content: |
      ada
      grace
      joan
    extension: .txt
  - id: split
    type: io.kestra.plugin.core.storage.Split
    from: "{{ outputs.names.uri }}"
    rows: 2
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ outputs.split.uris }}"
    tasks:
      - id: show
        type: io.kestra.plugin.core.log.Log
        message: "{{ read(taskrun.value) }}"
`}]});export{s as default};