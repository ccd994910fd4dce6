import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, string } from '../../../plugin/properties.ts';

/** flow-language §6.6, Delete. */
export default defineTask({
  type: 'io.kestra.plugin.core.storage.Delete',
  title: 'Delete a file of the internal storage.',
  properties: z.object({
    uri: string().describe('URI of the file.'),
    errorOnMissing: boolean().default(false).describe('Whether the task fails where there is no such file.'),
  }),
  outputs: z.object({
    uri: z.string().describe('URI of the file.'),
    deleted: z.boolean().describe('Whether there was such a file.'),
  }),
  runs: 'inline',
  async run(context) {
    const { uri, errorOnMissing } = context.properties;
    const deleted = await context.storage.delete(uri);
    if (!deleted && errorOnMissing) throw new Error(`Unable to find file '${uri}'`);
    return { outputs: { uri, deleted } };
  },
  examples: [
    {
      code: `id: delete
namespace: company.team

tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: Not for long
  - id: delete
    type: io.kestra.plugin.core.storage.Delete
    uri: "{{ outputs.write.uri }}"
`,
    },
  ],
});
