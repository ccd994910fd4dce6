import{r as e}from"./define.js";import{l as t,m as n}from"./schemas.js";import{m as r}from"./properties.js";import{t as i}from"./truth.js";var a=e({type:`io.kestra.plugin.core.execution.Assert`,title:`Fail unless every condition holds.`,description:"All conditions are evaluated, and each one that does not hold, or cannot be rendered, is logged as an error. A condition is\nfalse when it renders to an empty text, `false`, `0` or `-0`; any other text is true. Metrics `success` and `failed` count\nthe conditions.",properties:n({conditions:t(r()).describe(`What must hold.`),errorMessage:r().optional().describe(`Added to the error of a failed assertion.`)}),runs:`inline`,pure:!0,async run(e){let{conditions:t,errorMessage:n}=e.properties,r=0;for(let n of t){let t=await o(n,e);t!==void 0&&(r++,e.log(`ERROR`,t))}if(e.metric({name:`success`,type:`counter`,value:t.length-r}),e.metric({name:`failed`,type:`counter`,value:r}),r===0)return;let i=`${r} assertion${r>1?`s`:``} failed!`;throw Error(n===void 0?i:`${i}\n${await e.render(n)}`)},examples:[{code:`id: assert_totals
namespace: company.team

tasks:
  - id: totals
    type: io.kestra.plugin.core.output.OutputValues
    values:
      rows: "{{ 6 * 7 }}"
  - id: check
    type: io.kestra.plugin.core.execution.Assert
    conditions:
      - "{{ outputs.totals.values.rows == '42' }}"
      - "{{ outputs.totals.values.rows | length > 1 }}"
    errorMessage: "Found {{ outputs.totals.values.rows }} rows."
`}]});async function o(e,t){let n=`Assertion \`${e}\` failed!`;try{return i(await t.render(e))?void 0:n}catch(e){return`${n} It cannot be rendered: ${e instanceof Error?e.message:String(e)}`}}export{a as default};