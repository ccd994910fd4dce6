import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean } from '../../../plugin/properties.ts';
import { missingState, readState, stateKey, stateProperties } from './state.ts';

/** flow-language §6.3, state.Get. */
export default defineTask({
  type: 'io.kestra.plugin.core.state.Get',
  title: 'Get the state that earlier executions left.',
  deprecated: 'Use `io.kestra.plugin.core.kv.Get`.',
  properties: z.object({
    ...stateProperties,
    errorOnMissing: boolean().default(false).describe('Whether the task fails where there is no such state.'),
  }),
  outputs: z.object({
    count: z.number().int().describe('Number of entries.'),
    data: z
      .record(z.string(), z.unknown())
      .describe('The entries by name; none where there is no such state.'),
  }),
  runs: 'inline',
  pure: true,
  reads: true,
  async run(context) {
    const { name, errorOnMissing } = context.properties;
    const found = await readState(context, await stateKey(context));
    if (!found && errorOnMissing) throw missingState(name);
    const data = found ?? {};
    return { outputs: { count: Object.keys(data).length, data } };
  },
  examples: [
    {
      code: `id: state_get
namespace: company.team

tasks:
  - id: last
    type: io.kestra.plugin.core.state.Get
    name: orders
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "Last order: {{ outputs.last.data.id ?? 'none' }}"
`,
    },
  ],
});
