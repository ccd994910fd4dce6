import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{c as n,l as r,o as i,s as a,t as o}from"./script.js";import{t as s}from"./language.js";var c=t({type:`io.kestra.plugin.scripts.node.Commands`,title:`Run Node.js from the command line.`,description:`${a}

Scripts can \`require('@kestra-io/libs')\` to send outputs, metrics and log entries; nothing needs to be installed for it.`,properties:e({commands:i,...r}),outputs:n,runs:`inline`,run:e=>o(e,s,t=>t.texts(e.properties.commands)),examples:[{title:`A script from an input file`,code:`id: node_commands
namespace: company.team

tasks:
  - id: square
    type: io.kestra.plugin.scripts.node.Commands
    inputFiles:
      square.js: |
        const Kestra = require('@kestra-io/libs');
        Kestra.outputs({ square: Number(process.argv[2]) ** 2 });
    commands:
      - node square.js 7
`}]});export{c as default};