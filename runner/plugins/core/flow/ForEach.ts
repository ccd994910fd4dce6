import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { fixed, rendered } from '../../../plugin/properties.ts';
import { branches, requiredTasks } from './children.ts';

/** flow-language §6.1, ForEach. */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.ForEach',
  title: 'Run tasks for each value of a list.',
  description: `For each value, \`tasks\` run one after another. They read the value as \`{{ taskrun.value }}\` and, deeper inside, as
\`{{ parent.taskrun.value }}\`; the index is \`{{ taskrun.iteration }}\`. A value that is no text is given as JSON text, so
that \`{{ fromJson(taskrun.value).name }}\` reads a property of an object. A value that occurs again is left out.

Outputs of the tasks are kept by value: \`{{ outputs.inner[taskrun.value].value }}\`.`,
  properties: z.object({
    values: rendered(z.union([z.string(), z.array(z.unknown())])).describe(
      'A list, or an expression that gives one as JSON. Null values are refused.',
    ),
    concurrencyLimit: fixed(z.int().min(0))
      .default(1)
      .describe('For how many values tasks may run at once; 0 is without limit.'),
    tasks: requiredTasks().describe('Tasks to run for each value, in this order.'),
    ...branches,
  }),
  examples: [
    {
      title: 'One value after another',
      code: `id: for_each
namespace: company.team

tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: ["north", "south"]
    tasks:
      - id: report
        type: io.kestra.plugin.core.log.Log
        message: "Region {{ taskrun.value }}, number {{ taskrun.iteration }}"
`,
    },
    {
      title: 'Objects from another task, four at a time',
      code: `id: for_each_object
namespace: company.team

tasks:
  - id: list
    type: io.kestra.plugin.core.output.OutputValues
    values:
      users:
        - { name: Ada }
        - { name: Grace }
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ outputs.list.values.users }}"
    concurrencyLimit: 4
    tasks:
      - id: greet
        type: io.kestra.plugin.core.log.Log
        message: "Hello {{ fromJson(taskrun.value).name }}"
`,
    },
  ],
});
