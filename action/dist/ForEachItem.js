import{m as e}from"./schemas.js";import{n as t}from"./define.js";import{p as n}from"./properties.js";import{t as r}from"./children.js";import{t as i}from"./batch.js";import{t as a}from"./subflowProperties.js";var o=t({kind:`flowable`,type:`io.kestra.plugin.core.flow.ForEachItem`,title:`Run another flow for each batch of the lines of a file.`,description:"Splits a stored file into batches and makes one execution for each. `inputs` read the batch as `{{ taskrun.items }}`, a\nstorage URI, and its number, from 1, as `{{ taskrun.iteration }}`. The `concurrency` of the other flow limits how many run at\nonce. Task runs: the task itself, `<id>_split`, `<id>_items` and, when all went well, `<id>_merge`, whose output\n`subflowOutputs` is a file with the outputs of every execution.",properties:e({items:n().describe(`Storage URI of the file.`),batch:i(),...a,...r}),examples:[{title:`A hundred lines at a time`,code:`id: each_item
namespace: company.team

inputs:
  - id: file
    type: FILE

tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEachItem
    items: "{{ inputs.file }}"
    batch:
      rows: 100
    namespace: company.team
    flowId: process_batch
    inputs:
      items: "{{ taskrun.items }}"
`}]});export{o as default};