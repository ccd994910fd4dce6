import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { fixed } from '../../../plugin/properties.ts';

/** flow-language §6.12, ExecutionLabels. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.ExecutionLabels',
  title: 'True for executions that have all these labels.',
  properties: z.object({
    labels: fixed(
      z.union([
        z.record(z.string(), z.unknown()),
        z.array(z.strictObject({ key: z.string(), value: z.string() })),
      ]),
    ).describe('A map, or a list of `key` and `value`.'),
  }),
  examples: [
    {
      code: `id: listener
namespace: company.team

tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.flowId }} ended as {{ trigger.state }}"

triggers:
  - id: upstream
    type: io.kestra.plugin.core.trigger.Flow
    conditions:
      - type: io.kestra.plugin.core.condition.ExecutionLabels
        labels:
          team: finance
`,
    },
  ],
});
