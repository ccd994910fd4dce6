import{r as e}from"./define.js";import{_ as t,h as n,m as r,y as i}from"./schemas.js";import{p as a}from"./properties.js";import{t as o}from"./yamlText2.js";const s=`io.kestra.plugin.core.templating.TemplatedTask`;var c=e({type:s,title:`Run a task that an expression writes.`,description:"`spec` is rendered, read as the YAML of one runnable task, and that task is run in this one's place: its outputs are the\noutputs. Useful where a property takes no expression, or where the type is known only when the flow runs.",properties:r({spec:a().describe(`YAML of a runnable task.`)}),outputs:n(t(),i()).describe(`Those of the task that is run.`),async run(e){let t=l(e.properties.spec);return await d(t,e),e.runTask({...t,id:t.id??e.task.id})},examples:[{code:`id: templated
namespace: company.team

inputs:
  - id: level
    type: STRING
    defaults: WARN

tasks:
  - id: log
    type: io.kestra.plugin.core.templating.TemplatedTask
    spec: |
      type: io.kestra.plugin.core.log.Log
      level: {{ inputs.level }}
      message: Written with the level that was asked for
`}]});function l(e){let t=u(e);if(typeof t==`object`&&t&&`type`in t&&typeof t.type==`string`)return t;throw Error("The templated task has no `type`")}function u(e){try{return o(e)}catch(e){throw Error(`The YAML of the templated task cannot be read: ${e.message}`)}}async function d(e,t){let n=await t.definition(e.type);if(!n)throw Error(`The type '${e.type}' of the templated task is unknown`);if(n.type===s)throw Error(`The templated task cannot be of type '${s}'`);if(n.kind!==`runnable`)throw Error(`The templated task must be a runnable task`)}export{c as default};