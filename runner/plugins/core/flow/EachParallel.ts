import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { integer, rendered } from '../../../plugin/properties.ts';
import { branches, requiredTasks } from './children.ts';

/** flow-language §6.1, ForEach (deprecated forms). */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.EachParallel',
  title: 'Run tasks for each value of a list, all at the same time.',
  description:
    'Every task of every value starts at once; a `Sequential` task around them keeps those of one value in order.',
  deprecated: 'Use io.kestra.plugin.core.flow.ForEach with a concurrencyLimit.',
  properties: z.object({
    value: rendered(z.union([z.string(), z.array(z.unknown())])).describe(
      'A list, or an expression that gives one as JSON.',
    ),
    concurrent: integer().default(0).describe('How many tasks may run at once; 0 is without limit.'),
    tasks: requiredTasks().describe('Tasks to run for each value.'),
    ...branches,
  }),
});
