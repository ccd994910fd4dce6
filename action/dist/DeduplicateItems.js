import{_ as e,m as t,p as n}from"./schemas.js";import{r}from"./define.js";import{m as i,p as a}from"./properties.js";import{n as o}from"./lines.js";import{t as s}from"./rows.js";var c=r({type:`io.kestra.plugin.core.storage.DeduplicateItems`,title:`Keep the last row of each key.`,description:`The file has one row a line, as Ion or JSON. The expression gives a row's key; it reads the fields of the row as variables. Rows keep
their order. The file is read twice, so that only the keys are kept in memory.`,properties:t({from:a().describe(`URI of the file.`),expr:i().describe("Expression for the key of a row, such as `{{ email }}`.")}),outputs:t({uri:e().describe(`URI of the new file.`),numKeys:n().int().describe(`Number of different keys.`),processedItemsTotal:n().int().describe(`Number of rows read.`),droppedItemsTotal:n().int().describe(`Number of rows left out.`)}),async run(e){let{from:t,expr:n}=e.properties,r=/* @__PURE__ */ new Map,i=0;for await(let a of s(e.storage.stream(t)))r.set(await e.render(n,a.fields()),i++);let a=new Set(r.values());async function*c(){let n=0;for await(let r of s(e.storage.stream(t)))a.has(n++)&&(yield`${r.text}\n`)}let{uri:l}=await e.storage.put(o(c()),{extension:`.ion`});return{outputs:{uri:l,numKeys:a.size,processedItemsTotal:i,droppedItemsTotal:i-a.size}}},examples:[{code:`id: deduplicate
namespace: company.team

tasks:
  - id: customers
    type: io.kestra.plugin.core.storage.Write
    content: |
      {"name": "Ada", "email": "ada@example.com"}
      {"name": "Grace", "email": "grace@example.com"}
      {"name": "Ada L.", "email": "ada@example.com"}
    extension: .ion
  - id: unique
    type: io.kestra.plugin.core.storage.DeduplicateItems
    from: "{{ outputs.customers.uri }}"
    expr: "{{ email }}"
`}]});export{c as default};