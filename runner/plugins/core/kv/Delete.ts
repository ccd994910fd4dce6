import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, string } from '../../../plugin/properties.ts';
import { missingKey } from './entries.ts';

/** flow-language §6.4, Delete. */
export default defineTask({
  type: 'io.kestra.plugin.core.kv.Delete',
  title: 'Delete a key of the KV store.',
  properties: z.object({
    key: string().describe('The key.'),
    namespace: string().optional().describe("Namespace of the key; the flow's by default."),
    errorOnMissing: boolean().default(false).describe('Whether the task fails where there is no such key.'),
  }),
  outputs: z.object({
    deleted: z.boolean().describe('Whether there was such a key.'),
  }),
  runs: 'inline',
  async run(context) {
    const { key, errorOnMissing } = context.properties;
    const namespace = context.properties.namespace ?? context.flow.namespace;
    const deleted = await context.kv.delete(key, { namespace });
    if (!deleted && errorOnMissing) throw missingKey(key, namespace);
    return { outputs: { deleted } };
  },
  examples: [
    {
      code: `id: kv_delete
namespace: company.team

tasks:
  - id: forget
    type: io.kestra.plugin.core.kv.Delete
    key: last_run
`,
    },
  ],
});
