import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, duration, enumeration, fixed, string } from '../../../plugin/properties.ts';
import { kvTypes, kvValue } from './value.ts';

/** flow-language §6.4, Set. */
export default defineTask({
  type: 'io.kestra.plugin.core.kv.Set',
  title: 'Set a value of the KV store.',
  description: `Without \`kvType\`, a value that is one expression keeps the type of what the expression gives, and any other is text. With it,
text is converted. Dates and durations are ISO-8601 text.`,
  properties: z.object({
    key: string().describe('Letters, digits, `.`, `_` and `-`; the first is a letter or a digit.'),
    // Rendered by the task: what is written is text to it, a number or a list included, and that text is rendered typed.
    value: fixed(
      z.union([z.string(), z.number(), z.boolean(), z.array(z.unknown()), z.record(z.string(), z.unknown())]),
    ).describe('The value; rendered.'),
    namespace: string().optional().describe("Namespace of the key; the flow's by default."),
    overwrite: boolean()
      .default(true)
      .describe('Whether a key that exists gets the new value; otherwise the task fails.'),
    ttl: duration().optional().describe('How long the value is good; for ever where it is absent.'),
    kvType: enumeration(kvTypes).optional().describe('Type that a text is converted to.'),
    kvDescription: string().optional().describe('What the key is for.'),
  }),
  runs: 'inline',
  async run(context) {
    const { key, value, kvType, namespace, ttl, overwrite, kvDescription } = context.properties;
    const rendered = await context.renderTyped(
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    );
    const kept = await kvValue(rendered, kvType);
    await context.kv.set(key, kept.value, {
      namespace,
      type: kept.type,
      ttl,
      overwrite,
      description: kvDescription,
    });
    return undefined;
  },
  examples: [
    {
      title: 'Remember when a flow ran last',
      code: `id: remember
namespace: company.team

tasks:
  - id: set
    type: io.kestra.plugin.core.kv.Set
    key: last_run
    value: "{{ execution.startDate }}"
    kvType: DATETIME
`,
    },
    {
      title: 'A token that is good for an hour',
      code: `id: token
namespace: company.team

tasks:
  - id: set
    type: io.kestra.plugin.core.kv.Set
    key: token
    value: "{{ randomInt(1000, 10000) }}"
    ttl: PT1H
`,
    },
  ],
});
