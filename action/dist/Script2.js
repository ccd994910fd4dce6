import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{c as n,l as r,n as i,s as a,t as o,u as s}from"./script.js";import{t as c}from"./language.js";var l=t({type:`io.kestra.plugin.scripts.node.Script`,title:`Run a script with Node.js.`,description:`${a}

The script can \`require('@kestra-io/libs')\` to send outputs, metrics and log entries; nothing needs to be installed for it.`,properties:e({script:s,...r}),outputs:n,runs:`inline`,run:e=>o(e,c,async t=>{let n=await t.text(e.properties.script);return[`node ${i(await t.scriptFile(n,`.js`))}`]}),examples:[{title:`An output`,code:`id: node_script
namespace: company.team

tasks:
  - id: compute
    type: io.kestra.plugin.scripts.node.Script
    script: |
      const Kestra = require('@kestra-io/libs');
      Kestra.outputs({ sum: [1, 2, 3].reduce((a, b) => a + b) });
`}]});export{l as default};