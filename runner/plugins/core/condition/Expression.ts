import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';

/** flow-language §6.12, Expression. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.Expression',
  title: 'True where an expression gives text other than blank and `false`.',
  properties: z.object({
    expression: string().describe('Expression to render.'),
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
      - type: io.kestra.plugin.core.condition.Expression
        expression: "{{ trigger.state == 'FAILED' }}"
`,
    },
  ],
});
