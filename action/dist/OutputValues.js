import{_ as e,h as t,m as n,y as r}from"./schemas.js";import{r as i}from"./define.js";import{r as a}from"./properties.js";var o=i({type:`io.kestra.plugin.core.output.OutputValues`,title:`Give values as outputs.`,description:'Every text in `values` is rendered to text, so that `"{{ 1 + 1 }}"` becomes `"2"`; numbers and booleans written as such\nstay what they are. `values` may also be one expression that renders to a JSON object.',properties:n({values:a().describe(`Values by name, or an expression that renders to a JSON object.`)}),outputs:n({values:t(e(),r()).describe(`The rendered values.`)}),runs:`inline`,pure:!0,run:({properties:e})=>({outputs:{values:s(e.values)}}),examples:[{code:`id: output_values
namespace: company.team

tasks:
  - id: totals
    type: io.kestra.plugin.core.output.OutputValues
    values:
      flow: "{{ flow.id }}"
      total: "{{ 19 + 23 }}"
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.totals.values.flow }}: {{ outputs.totals.values.total }}"
`}]});function s(e){let t=typeof e==`string`?c(e):e;if(typeof t==`object`&&t&&!Array.isArray(t))return t;throw Error("Property `values`: expected a map, or an expression that renders to a JSON object")}function c(e){try{return JSON.parse(e)}catch{return}}export{o as default};