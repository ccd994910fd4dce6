import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean } from '../../../plugin/properties.ts';
import { missingState, stateKey, stateProperties } from './state.ts';

/** flow-language §6.3, state.Delete. */
export default defineTask({
  type: 'io.kestra.plugin.core.state.Delete',
  title: 'Delete a state that executions left.',
  deprecated: 'Use `io.kestra.plugin.core.kv.Delete`.',
  properties: z.object({
    ...stateProperties,
    errorOnMissing: boolean().default(false).describe('Whether the task fails where there is no such state.'),
  }),
  outputs: z.object({
    deleted: z.boolean().describe('Whether there was such a state.'),
  }),
  runs: 'inline',
  async run(context) {
    const { name, errorOnMissing } = context.properties;
    const deleted = await context.kv.delete(await stateKey(context));
    if (!deleted && errorOnMissing) throw missingState(name);
    return { outputs: { deleted } };
  },
  examples: [
    {
      code: `id: state_delete
namespace: company.team

tasks:
  - id: forget
    type: io.kestra.plugin.core.state.Delete
    name: orders
`,
    },
  ],
});
