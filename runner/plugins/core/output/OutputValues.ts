import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { deep } from '../../../plugin/properties.ts';

/** flow-language §3.3. */
export default defineTask({
  type: 'io.kestra.plugin.core.output.OutputValues',
  title: 'Give values as outputs.',
  description: `Every text in \`values\` is rendered to text, so that \`"{{ 1 + 1 }}"\` becomes \`"2"\`; numbers and booleans written as such
stay what they are. \`values\` may also be one expression that renders to a JSON object.`,
  properties: z.object({
    values: deep().describe('Values by name, or an expression that renders to a JSON object.'),
  }),
  outputs: z.object({
    values: z.record(z.string(), z.unknown()).describe('The rendered values.'),
  }),
  runs: 'inline',
  pure: true,
  run: ({ properties }) => ({ outputs: { values: mapOf(properties.values) } }),
  examples: [
    {
      code: `id: output_values
namespace: company.team

tasks:
  - id: totals
    type: io.kestra.plugin.core.output.OutputValues
    values:
      flow: "{{ flow.id }}"
      total: "{{ 19 + 23 }}"
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.totals.values.flow }}: {{ outputs.totals.values.total }}"
`,
    },
  ],
});

function mapOf(values: unknown): Record<string, unknown> {
  const map = typeof values === 'string' ? parse(values) : values;
  if (typeof map === 'object' && map !== null && !Array.isArray(map)) return map as Record<string, unknown>;
  throw new Error('Property `values`: expected a map, or an expression that renders to a JSON object');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
