import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';

/** flow-language §6.12, ExecutionFlow. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.ExecutionFlow',
  title: 'True for executions of one flow.',
  properties: z.object({
    namespace: string().describe('Namespace of the flow.'),
    flowId: string().describe('Id of the flow.'),
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
      - type: io.kestra.plugin.core.condition.ExecutionFlow
        namespace: company.team
        flowId: upstream
`,
    },
  ],
});
