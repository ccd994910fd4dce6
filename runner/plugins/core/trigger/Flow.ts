import { z } from 'zod';
import { defineTrigger } from '../../../plugin/define.ts';
import { deep } from '../../../plugin/properties.ts';
import { states } from '../condition/states.ts';
import { preconditions } from './preconditions.ts';

/** flow-language §6.13, Flow. */
export default defineTrigger({
  type: 'io.kestra.plugin.core.trigger.Flow',
  title: 'Start the flow when executions of other flows end.',
  description: `Without conditions and preconditions every flow counts. \`conditions\` look at one execution; \`preconditions\` wait until
several flows ended within a window of time. The flow reads \`{{ trigger.executionId }}\`, \`{{ trigger.namespace }}\`,
\`{{ trigger.flowId }}\`, \`{{ trigger.state }}\` and \`{{ trigger.outputs }}\`.`,
  properties: z.object({
    states: states()
      .default(['FAILED', 'WARNING', 'SUCCESS', 'KILLED', 'CANCELLED', 'RETRIED', 'SKIPPED', 'PAUSED'])
      .describe('States of the other execution that count.'),
    preconditions: preconditions().optional().describe('What has to have happened.'),
    inputs: deep()
      .optional()
      .describe('Values for the inputs of this flow, by id; expressions read the other execution.'),
  }),
  outputs: z.object({
    executionId: z.string().describe('Id of the other execution.'),
    namespace: z.string().describe('Namespace of its flow.'),
    flowId: z.string().describe('Id of its flow.'),
    flowRevision: z.int().describe('Revision of its flow.'),
    state: z.string().describe('State that counted.'),
    outputs: z.record(z.string(), z.unknown()).describe('Outputs of the executions that counted.'),
    executionLabels: z
      .record(z.string(), z.unknown())
      .describe('Its labels, nested by the dots of their keys.'),
  }),
  examples: [
    {
      title: 'When two flows succeeded on the same day',
      code: `id: after_both
namespace: company.team

tasks:
  - id: report
    type: io.kestra.plugin.core.log.Log
    message: "Last of both: {{ trigger.flowId }}"

triggers:
  - id: both
    type: io.kestra.plugin.core.trigger.Flow
    preconditions:
      id: orders_and_payments
      timeWindow:
        type: DURATION_WINDOW
        window: P1D
      flows:
        - namespace: company.team
          flowId: orders
          states: [SUCCESS]
        - namespace: company.team
          flowId: payments
          states: [SUCCESS]
`,
    },
  ],
});
