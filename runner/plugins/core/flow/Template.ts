import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { deep, string } from '../../../plugin/properties.ts';
import { branches } from './children.ts';

/** flow-language §6.1, Template. Templates are flows of the repository here. */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.Template',
  title: 'Run the tasks of another flow in this one’s place.',
  description:
    'A template is a flow of the repository: its tasks, errors and finally run as if they stood here, at the same commit. They read what is given in `args` as `parent.outputs.args`.',
  deprecated: 'Use io.kestra.plugin.core.flow.Subflow.',
  properties: z.object({
    namespace: string().describe('Namespace of the flow.'),
    templateId: string().describe('Id of the flow.'),
    args: deep().optional().describe('Values that the tasks of the template read.'),
    ...branches,
  }),
});
