import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{c as n,l as r,s as i,t as a,u as o}from"./script.js";import{t as s}from"./language2.js";var c=t({type:`io.kestra.plugin.scripts.shell.Script`,title:`Run a shell script.`,description:i,properties:e({script:o,...r}),outputs:n,runs:`inline`,run:e=>a(e,s,async t=>[await t.text(e.properties.script)]),examples:[{title:`A loop`,code:`id: shell_script
namespace: company.team

tasks:
  - id: countdown
    type: io.kestra.plugin.scripts.shell.Script
    script: |
      for i in 3 2 1; do
        echo "$i"
      done
`}]});export{c as default};