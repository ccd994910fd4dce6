import{_ as e,m as t}from"./schemas.js";import{r as n}from"./define.js";import{l as r,p as i}from"./properties.js";var a=n({type:`io.kestra.plugin.core.storage.Concat`,title:`Join files of the internal storage.`,description:`The separator is written after every file, the last one included.`,properties:t({files:r(i()).describe(`URIs of the files, in this order; or an expression that renders to a JSON array of them.`),separator:i().optional().describe(`Written after each file; nothing by default.`),extension:i().default(`.tmp`).describe(`Extension of the new file, with its dot.`)}),outputs:t({uri:e().describe(`URI of the new file.`)}),runs:`inline`,async run(e){let{files:t,separator:n,extension:r}=e.properties,{uri:i}=await e.storage.put(o(t,n,e.storage),{extension:r});return{outputs:{uri:i}}},examples:[{code:`id: concat
namespace: company.team

tasks:
  - id: head
    type: io.kestra.plugin.core.storage.Write
    content: name,amount
  - id: body
    type: io.kestra.plugin.core.storage.Write
    content: ada,42
  - id: table
    type: io.kestra.plugin.core.storage.Concat
    files:
      - "{{ outputs.head.uri }}"
      - "{{ outputs.body.uri }}"
    separator: "\\n"
    extension: .csv
`}]});async function*o(e,t,n){for(let r of e)yield*n.stream(r),t&&(yield Buffer.from(t))}export{a as default};