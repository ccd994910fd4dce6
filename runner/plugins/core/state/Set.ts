import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { deep } from '../../../plugin/properties.ts';
import { readState, type StateData, stateKey, stateProperties } from './state.ts';

/** flow-language §6.3, state.Set. */
export default defineTask({
  type: 'io.kestra.plugin.core.state.Set',
  title: 'Keep a state for later executions.',
  description:
    'The entries are merged into those that the state has: maps deeply, any other value replaces the old one.',
  deprecated: 'Use `io.kestra.plugin.core.kv.Set`.',
  properties: z.object({
    ...stateProperties,
    data: deep().optional().describe('Entries by name. What an expression gives is text.'),
  }),
  outputs: z.object({
    count: z.number().int().describe('Number of entries that the state has now.'),
    key: z.string().describe('Key of the state in the KV store.'),
  }),
  runs: 'inline',
  async run(context) {
    const key = await stateKey(context);
    const data = merged((await readState(context, key)) ?? {}, entriesOf(context.properties.data));
    await context.kv.set(key, data, { type: 'JSON' });
    return { outputs: { count: Object.keys(data).length, key } };
  },
  examples: [
    {
      code: `id: state_set
namespace: company.team

tasks:
  - id: remember
    type: io.kestra.plugin.core.state.Set
    name: orders
    data:
      id: "{{ execution.id }}"
`,
    },
  ],
});

/** `data` may be text that renders to a JSON object. */
function entriesOf(data: unknown): StateData {
  const entries: unknown = typeof data === 'string' ? JSON.parse(data) : (data ?? {});
  if (isMap(entries)) return entries;
  throw new Error(`Property \`data\`: expected a map, found \`${JSON.stringify(entries)}\``);
}

function merged(under: StateData, over: StateData): StateData {
  const result = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const existing = result[name];
    result[name] = isMap(existing) && isMap(value) ? merged(existing, value) : value;
  }
  return result;
}

function isMap(value: unknown): value is StateData {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
