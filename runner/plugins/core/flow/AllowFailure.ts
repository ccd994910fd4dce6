import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { branches, requiredTasks } from './children.ts';

/** flow-language §6.1, AllowFailure. */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.AllowFailure',
  title: 'Run tasks whose failure does not fail the flow.',
  description: `Runs its tasks one after another. A failed one stops the list and its \`errors\` run, but this task ends with WARNING and the
flow goes on.`,
  properties: z.object({
    tasks: requiredTasks().describe('Tasks to run, in this order.'),
    ...branches,
  }),
  examples: [
    {
      title: 'A step that may fail',
      code: `id: allow_failure
namespace: company.team

tasks:
  - id: attempt
    type: io.kestra.plugin.core.flow.AllowFailure
    tasks:
      - id: fragile
        type: io.kestra.plugin.core.execution.Fail
  - id: anyway
    type: io.kestra.plugin.core.log.Log
    message: The flow goes on
`,
    },
  ],
});
