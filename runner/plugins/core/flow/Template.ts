import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { deep, string } from '../../../plugin/properties.ts';
import { branches } from './children.ts';

/** flow-language §6.1, Template. */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.Template',
  title: 'Run the tasks of a template.',
  deprecated: 'Use io.kestra.plugin.core.flow.Subflow.',
  properties: z.object({
    namespace: string().describe('Namespace of the template.'),
    templateId: string().describe('Id of the template.'),
    args: deep().optional().describe('Values that the tasks of the template read.'),
    ...branches,
  }),
});
