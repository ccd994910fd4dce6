import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { states } from './states.ts';

/** flow-language §6.12, ExecutionStatus. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.ExecutionStatus',
  title: 'True for executions in certain states.',
  properties: z.object({
    in: states().optional().describe('States that fit; any where the list is absent or empty.'),
    notIn: states().optional().describe('States that do not fit.'),
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
      - type: io.kestra.plugin.core.condition.ExecutionStatus
        in: [FAILED, WARNING]
`,
    },
  ],
});
