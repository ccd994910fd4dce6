import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';
import { isExpired } from './entries.ts';

/** flow-language §6.4, GetKeys. */
export default defineTask({
  type: 'io.kestra.plugin.core.kv.GetKeys',
  title: 'List the keys of a namespace.',
  description: 'Keys whose time is over are left out, and so are those of the namespaces above.',
  properties: z.object({
    prefix: string().optional().describe('Only keys that begin with this.'),
    namespace: string().optional().describe("Namespace of the keys; the flow's by default."),
  }),
  outputs: z.object({
    keys: z.array(z.string()).describe('The keys.'),
  }),
  runs: 'inline',
  pure: true,
  reads: true,
  async run(context) {
    const { namespace, prefix } = context.properties;
    const entries = await context.kv.list({ namespace, prefix });
    return { outputs: { keys: entries.filter((entry) => !isExpired(entry)).map((entry) => entry.key) } };
  },
  examples: [
    {
      code: `id: kv_keys
namespace: company.team

tasks:
  - id: regions
    type: io.kestra.plugin.core.kv.GetKeys
    prefix: region.
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ outputs.regions.keys }}"
    tasks:
      - id: show
        type: io.kestra.plugin.core.log.Log
        message: "{{ taskrun.value }} is {{ kv(taskrun.value) }}"
`,
    },
  ],
});
