import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { boolean, string } from '../../../plugin/properties.ts';

/** flow-language §6.12, FlowNamespaceCondition. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.FlowNamespaceCondition',
  title: 'True for flows in a namespace.',
  deprecated: 'Use io.kestra.plugin.core.condition.ExecutionNamespace.',
  properties: z.object({
    namespace: string().describe('Namespace, or its beginning.'),
    prefix: boolean().default(false).describe('Whether the beginning of the namespace is enough.'),
  }),
});
