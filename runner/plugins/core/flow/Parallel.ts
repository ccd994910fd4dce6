import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { integer } from '../../../plugin/properties.ts';
import { branches, requiredTasks } from './children.ts';

/** flow-language §6.1, Parallel. */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.Parallel',
  title: 'Run tasks at the same time.',
  description: `Starts its tasks in the order they are written, at most \`concurrent\` of them at once. When one fails, no further task is
started; those that run already finish on their own.`,
  properties: z.object({
    concurrent: integer().default(0).describe('How many tasks may run at once; 0 is without limit.'),
    tasks: requiredTasks('must not be empty').describe('Tasks to run.'),
    ...branches,
  }),
  examples: [
    {
      title: 'Three tasks, two at a time',
      code: `id: parallel
namespace: company.team

tasks:
  - id: all
    type: io.kestra.plugin.core.flow.Parallel
    concurrent: 2
    tasks:
      - id: first
        type: io.kestra.plugin.core.log.Log
        message: "{{ task.id }}"
      - id: second
        type: io.kestra.plugin.core.log.Log
        message: "{{ task.id }}"
      - id: third
        type: io.kestra.plugin.core.log.Log
        message: "{{ task.id }}"
`,
    },
  ],
});
