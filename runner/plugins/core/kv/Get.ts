import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, string } from '../../../plugin/properties.ts';
import { missingKey } from './entries.ts';

/** flow-language §6.4, Get. */
export default defineTask({
  type: 'io.kestra.plugin.core.kv.Get',
  title: 'Get a value of the KV store.',
  description: `A key that the flow's namespace does not have is looked for in the namespaces above it. In another namespace it is not. A value
whose time is over fails the task.`,
  properties: z.object({
    key: string().describe('The key.'),
    namespace: string().optional().describe("Namespace of the key; the flow's by default."),
    errorOnMissing: boolean().default(false).describe('Whether the task fails where there is no such key.'),
  }),
  outputs: z.object({
    value: z.unknown().describe('The value with the type it was stored with; null where there is none.'),
  }),
  runs: 'inline',
  pure: true,
  reads: true,
  async run(context) {
    const { key, errorOnMissing } = context.properties;
    const namespace = context.properties.namespace ?? context.flow.namespace;
    const found = await context.kv.get(key, { namespace, inherit: namespace === context.flow.namespace });
    if (found?.expired) throw new Error('The requested value has expired');
    if (!found && errorOnMissing) throw missingKey(key, namespace);
    return { outputs: { value: found?.value ?? null } };
  },
  examples: [
    {
      code: `id: kv_get
namespace: company.team

tasks:
  - id: last_run
    type: io.kestra.plugin.core.kv.Get
    key: last_run
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "Last run: {{ outputs.last_run.value ?? 'never' }}"
`,
    },
  ],
});
