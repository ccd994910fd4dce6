import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';
import { branches } from './children.ts';
import { batch } from './forEachItem/batch.ts';
import { subflowProperties } from './subflowProperties.ts';

/** flow-language §6.1, ForEachItem. */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.ForEachItem',
  title: 'Run another flow for each batch of the lines of a file.',
  description: `Splits a stored file into batches and makes one execution for each. \`inputs\` read the batch as \`{{ taskrun.items }}\`, a
storage URI, and its number, from 1, as \`{{ taskrun.iteration }}\`. The \`concurrency\` of the other flow limits how many run at
once. Task runs: the task itself, \`<id>_split\`, \`<id>_items\` and, when all went well, \`<id>_merge\`, whose output
\`subflowOutputs\` is a file with the outputs of every execution.`,
  properties: z.object({
    items: string().describe('Storage URI of the file.'),
    batch: batch(),
    ...subflowProperties,
    ...branches,
  }),
  examples: [
    {
      title: 'A hundred lines at a time',
      code: `id: each_item
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
`,
    },
  ],
});
