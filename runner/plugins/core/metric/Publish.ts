import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { parseDuration } from '../../../plugin/duration.ts';
import { enumeration, list, map, object, string } from '../../../plugin/properties.ts';

const metric = object({
  type: enumeration(['counter', 'timer', 'gauge']).describe('What kind of value it is.'),
  name: string().describe('Name of the metric.'),
  description: string().optional().describe('What it measures.'),
  value: string().describe('A number; for a timer an ISO-8601 duration, or a number of seconds.'),
  tags: map(string()).optional().describe('Labels to tell values of the same name apart.'),
});

/** flow-language §6.3, Publish. */
export default defineTask({
  type: 'io.kestra.plugin.core.metric.Publish',
  title: 'Publish metrics of the execution.',
  description:
    'Counters of the same name add up; a timer is a length of time, and a gauge a value at this moment.',
  properties: z.object({
    metrics: list(metric).optional().describe('The metrics.'),
  }),
  runs: 'inline',
  pure: true,
  run(context) {
    for (const { type, name, value, tags } of context.properties.metrics ?? []) {
      context.metric({ name, type, value: numberOf(type, name, value), ...(tags && { tags }) });
    }
    return undefined;
  },
  examples: [
    {
      code: `id: publish_metrics
namespace: company.team

tasks:
  - id: rows
    type: io.kestra.plugin.core.debug.Return
    format: "{{ 6 * 7 }}"
  - id: publish
    type: io.kestra.plugin.core.metric.Publish
    metrics:
      - type: counter
        name: rows
        value: "{{ outputs.rows.value }}"
        tags:
          table: orders
      - type: timer
        name: load
        value: PT1.5S
`,
    },
  ],
});

/** The metric's number: seconds for a timer. */
function numberOf(type: string, name: string, text: string): number {
  const number =
    type === 'timer' ? (parseDuration(text) ?? Number.NaN) / 1000 : Number(text.trim() || Number.NaN);
  if (Number.isFinite(number)) return number;
  const expected = type === 'timer' ? 'a duration' : 'a number';
  throw new Error(`Metric \`${name}\`: expected ${expected} as value of a ${type}, found \`${text}\``);
}
