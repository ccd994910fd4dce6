import{_ as e}from"./schemas.js";import{i as t}from"./define.js";import{d as n,o as r}from"./properties.js";var i=t({type:`io.kestra.plugin.core.runner.Process`,title:`Run the commands of a script task as processes of this machine.`,description:"This is what script tasks do without a `taskRunner`, too. The processes inherit the environment of Tutti, without its own\nsettings and secrets (`TUTTI_*`, `SECRET_*`, `DATABASE_URL`), and get the variables `WORKING_DIR` and `OUTPUT_DIR`. A killed\ntask ends its whole process tree.",properties:n({version:r(e()).optional()}),examples:[{title:`Run a command here`,code:`id: here
namespace: company.team

tasks:
  - id: who
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    commands:
      - whoami
`}]});export{i as default};