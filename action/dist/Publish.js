import{m as e}from"./schemas.js";import{r as t}from"./define.js";import{r as n}from"./duration.js";import{a as r,d as i,l as a,p as o,u as s}from"./properties.js";const c=i({type:r([`counter`,`timer`,`gauge`]).describe(`What kind of value it is.`),name:o().describe(`Name of the metric.`),description:o().optional().describe(`What it measures.`),value:o().describe(`A number; for a timer an ISO-8601 duration, or a number of seconds.`),tags:s(o()).optional().describe(`Labels to tell values of the same name apart.`)});var l=t({type:`io.kestra.plugin.core.metric.Publish`,title:`Publish metrics of the execution.`,description:`Counters of the same name add up; a timer is a length of time, and a gauge a value at this moment.`,properties:e({metrics:a(c).optional().describe(`The metrics.`)}),runs:`inline`,pure:!0,run(e){for(let{type:t,name:n,value:r,tags:i}of e.properties.metrics??[])e.metric({name:n,type:t,value:u(t,n,r),...i&&{tags:i}})},examples:[{code:`id: publish_metrics
namespace: company.team

tasks:
  - id: rows
    type: io.kestra.plugin.core.debug.Return
    format: "{{ 6 * 7 }}"
  - id: publish
    type: io.kestra.plugin.core.metric.Publish
    metrics:
      - type: counter
        name: rows
        value: "{{ outputs.rows.value }}"
        tags:
          table: orders
      - type: timer
        name: load
        value: PT1.5S
`}]});function u(e,t,r){let i=e===`timer`?(n(r)??NaN)/1e3:Number(r.trim()||NaN);if(Number.isFinite(i))return i;throw Error(`Metric \`${t}\`: expected ${e===`timer`?`a duration`:`a number`} as value of a ${e}, found \`${r}\``)}export{l as default};