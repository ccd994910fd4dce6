import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { boolean } from '../../../plugin/properties.ts';

/** flow-language §6.12, ExecutionOutputs. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.ExecutionOutputs',
  title: 'True where an expression over the outputs of the other flow is true.',
  description: 'Reads the outputs as `trigger.outputs`. False where the execution has none.',
  properties: z.object({
    expression: boolean().describe('Expression to render.'),
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
      - type: io.kestra.plugin.core.condition.ExecutionOutputs
        expression: "{{ trigger.outputs.rows > 0 }}"
`,
    },
  ],
});
