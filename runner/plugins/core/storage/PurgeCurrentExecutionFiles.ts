import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';

/** flow-language §6.6, PurgeCurrentExecutionFiles. */
export default defineTask({
  type: 'io.kestra.plugin.core.storage.PurgeCurrentExecutionFiles',
  title: 'Delete every file that the execution stored.',
  description:
    'Inputs and outputs of tasks that are files are gone then; their URIs stay in the record of the execution.',
  properties: z.object({}),
  outputs: z.object({
    uris: z.array(z.string()).describe('URIs of the deleted files.'),
  }),
  runs: 'inline',
  run: async (context) => ({ outputs: { uris: await context.storage.deleteExecutionFiles() } }),
  examples: [
    {
      code: `id: purge_files
namespace: company.team

tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: Needed by the next task only
  - id: size
    type: io.kestra.plugin.core.storage.Size
    uri: "{{ outputs.write.uri }}"
  - id: purge
    type: io.kestra.plugin.core.storage.PurgeCurrentExecutionFiles
`,
    },
  ],
});
