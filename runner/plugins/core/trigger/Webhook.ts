import { z } from 'zod';
import { defineTrigger } from '../../../plugin/define.ts';
import { fixed, string } from '../../../plugin/properties.ts';

/** flow-language §6.13, Webhook; its checks are those of §1.4. */
export default defineTrigger({
  type: 'io.kestra.plugin.core.trigger.Webhook',
  title: 'Start the flow when its URL is called.',
  description: `The URL is \`/api/v1/executions/webhook/<namespace>/<flow>/<key>\`, for GET, POST and PUT. The flow reads
\`{{ trigger.body }}\`, \`{{ trigger.headers }}\` and \`{{ trigger.parameters }}\`. Whoever knows the key can start the flow:
keep it long, random and secret.`,
  properties: z.object({
    key: string()
      .refine((key) => String(key).length <= 256, 'size must be between 0 and 256')
      .describe('The last part of the URL.'),
    wait: fixed(z.boolean()).default(false).describe('Whether the answer comes when the execution ended.'),
  }),
  outputs: z.object({
    body: z.unknown().describe('The body: parsed where it is JSON, else its text.'),
    headers: z.record(z.string(), z.array(z.string())).describe('Values by name.'),
    parameters: z.record(z.string(), z.array(z.string())).describe('Values by name.'),
  }),
  validate: ({ conditions }) =>
    Array.isArray(conditions) && conditions.some(isMultiple)
      ? [
          {
            path: ['conditions'],
            message: 'invalid webhook: conditions of type MultipleCondition are not supported',
          },
        ]
      : [],
  examples: [
    {
      code: `id: webhook
namespace: company.team

tasks:
  - id: body
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.body }}"

triggers:
  - id: called
    type: io.kestra.plugin.core.trigger.Webhook
    key: "{{ secret('WEBHOOK_KEY') }}"
`,
    },
  ],
});

/** By its class name, which both the type and its alias end with. */
function isMultiple(condition: unknown): boolean {
  return (
    typeof condition === 'object' &&
    condition !== null &&
    'type' in condition &&
    String(condition.type).endsWith('.MultipleCondition')
  );
}
