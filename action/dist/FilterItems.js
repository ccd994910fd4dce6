import{r as e}from"./define.js";import{_ as t,m as n,p as r}from"./schemas.js";import{a as i,m as a,p as o}from"./properties.js";import{t as s}from"./truth.js";import{n as c}from"./lines.js";import{t as l}from"./rows.js";var u=e({type:`io.kestra.plugin.core.storage.FilterItems`,title:`Keep or drop the rows that meet a condition.`,description:"The file has one row a line, as Ion or JSON. The condition reads the fields of a row as variables. It is false when it renders to an\nempty text, `false`, `0` or `-0`, blanks around it aside; any other text is true.",properties:n({from:o().describe(`URI of the file.`),filterCondition:a().describe("Condition on a row, such as `{{ amount > 10 }}`."),filterType:i([`INCLUDE`,`EXCLUDE`]).default(`INCLUDE`).describe(`Whether rows that meet the condition are kept or dropped.`),errorOrNullBehavior:i([`FAIL`,`INCLUDE`,`EXCLUDE`]).default(`FAIL`).describe(`What to do where the condition cannot be evaluated: fail the task, keep the row, or drop it.`)}),outputs:n({uri:t().describe(`URI of the new file.`),processedItemsTotal:r().int().describe(`Number of rows read.`),droppedItemsTotal:r().int().describe(`Number of rows left out.`)}),async run(e){let{from:t,filterCondition:n,filterType:r,errorOrNullBehavior:i}=e.properties,a=0,o=0;async function*u(){for await(let n of l(e.storage.stream(t)))a++,await d(n.fields())?yield`${n.text}\n`:o++}async function d(t){let a;try{a=await e.render(n,t)}catch(e){if(i===`FAIL`)throw e;return i===`INCLUDE`}return s(a.trim())===(r===`INCLUDE`)}let{uri:f}=await e.storage.put(c(u()),{extension:`.ion`});return{outputs:{uri:f,processedItemsTotal:a,droppedItemsTotal:o}}},examples:[{code:`id: filter
namespace: company.team

tasks:
  - id: orders
    type: io.kestra.plugin.core.storage.Write
    content: |
      {"id": 1, "amount": 12}
      {"id": 2, "amount": 240}
    extension: .ion
  - id: large
    type: io.kestra.plugin.core.storage.FilterItems
    from: "{{ outputs.orders.uri }}"
    filterCondition: "{{ amount > 100 }}"
`}]});export{u as default};