import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';

/** flow-language §6.12, FlowCondition. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.FlowCondition',
  title: 'True for the flow of this namespace and id.',
  deprecated: 'Use io.kestra.plugin.core.condition.ExecutionFlow.',
  properties: z.object({
    namespace: string().describe('Namespace of the flow.'),
    flowId: string().describe('Id of the flow.'),
  }),
});
