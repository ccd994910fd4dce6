import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { boolean, enumeration, string } from '../../../plugin/properties.ts';

/** flow-language §6.12, ExecutionNamespace. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.ExecutionNamespace',
  title: 'True for executions in a namespace.',
  description: 'Compared as plain text: the prefix `company.te` fits `company.team`.',
  properties: z.object({
    namespace: string().describe('Namespace, or a part of it.'),
    comparison: enumeration(['EQUALS', 'PREFIX', 'SUFFIX'])
      .optional()
      .describe('How to compare; by default PREFIX where `prefix` is true, otherwise EQUALS.'),
    prefix: boolean().default(false).describe('Deprecated: use comparison.'),
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
      - type: io.kestra.plugin.core.condition.ExecutionNamespace
        namespace: company
        comparison: PREFIX
`,
    },
  ],
});
