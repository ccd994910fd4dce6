import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { rendered } from '../../../plugin/properties.ts';
import { branches, requiredTasks } from './children.ts';

/** flow-language §6.1, ForEach (deprecated forms). */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.EachSequential',
  title: 'Run tasks for each value of a list, one value after another.',
  deprecated: 'Use io.kestra.plugin.core.flow.ForEach.',
  properties: z.object({
    value: rendered(z.union([z.string(), z.array(z.unknown())])).describe(
      'A list, or an expression that gives one as JSON.',
    ),
    tasks: requiredTasks().describe('Tasks to run for each value, in this order.'),
    ...branches,
  }),
});
