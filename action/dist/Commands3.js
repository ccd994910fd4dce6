import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{c as n,l as r,o as i,s as a,t as o}from"./script.js";import{t as s}from"./language2.js";var c=t({type:`io.kestra.plugin.scripts.shell.Commands`,title:`Run shell commands.`,description:a,properties:e({commands:i,...r}),outputs:n,runs:`inline`,run:e=>o(e,s,t=>t.texts(e.properties.commands)),examples:[{title:`An output and a file`,code:`id: shell_commands
namespace: company.team

tasks:
  - id: count
    type: io.kestra.plugin.scripts.shell.Commands
    inputFiles:
      names.txt: |
        Ada
        Grace
    outputFiles:
      - "*.sorted"
    commands:
      - sort -r names.txt > names.sorted
      - echo "::{\\"outputs\\":{\\"names\\":$(wc -l < names.txt)}}::"
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.count.vars.names }} names"
`}]});export{c as default};