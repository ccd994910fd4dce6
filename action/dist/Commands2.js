import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{c as n,l as r,o as i,s as a,t as o}from"./script.js";import{n as s,r as c,t as l}from"./properties3.js";var u=t({type:`io.kestra.plugin.scripts.python.Commands`,title:`Run Python from the command line.`,description:`${a}\n\n${l}`,properties:e({commands:i,...s,...r}),outputs:n,runs:`inline`,run:e=>o(e,c(e.properties),t=>t.texts(e.properties.commands)),examples:[{title:`A script of the namespace files`,code:`id: python_commands
namespace: company.team

tasks:
  - id: report
    type: io.kestra.plugin.scripts.python.Commands
    namespaceFiles:
      include: ["/report.py"]
    outputFiles: ["*.csv"]
    commands:
      - python report.py
`}]});export{u as default};