import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{c as n,l as r,n as i,s as a,t as o,u as s}from"./script.js";import{n as c,r as l,t as u}from"./properties3.js";var d=t({type:`io.kestra.plugin.scripts.python.Script`,title:`Run a Python script.`,description:`${a}\n\n${u}`,properties:e({script:s,...c,...r}),outputs:n,runs:`inline`,run:e=>o(e,l(e.properties),async t=>{let n=await t.text(e.properties.script);return[`python ${i(await t.scriptFile(n,`.py`))}`]}),examples:[{title:`Outputs and a metric`,code:`id: python_script
namespace: company.team

tasks:
  - id: compute
    type: io.kestra.plugin.scripts.python.Script
    script: |
      from kestra import Kestra

      values = [1, 2, 3]
      Kestra.outputs({"sum": sum(values)})
      Kestra.counter("values", len(values))
`}]});export{d as default};