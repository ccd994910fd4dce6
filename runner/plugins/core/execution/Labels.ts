import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { deep } from '../../../plugin/properties.ts';

/** flow-language §6.2, Labels. */
export default defineMachineTask({
  kind: 'updating',
  type: 'io.kestra.plugin.core.execution.Labels',
  title: 'Add labels to the execution.',
  description:
    'A label that the execution has already gets the new value. Labels that begin with `system.` cannot be set.',
  properties: z.object({
    labels: deep().describe(
      'A map, a list of `key` and `value`, or an expression that gives either as JSON.',
    ),
  }),
  examples: [
    {
      code: `id: labels
namespace: company.team

tasks:
  - id: mark
    type: io.kestra.plugin.core.execution.Labels
    labels:
      environment: staging
      flow: "{{ flow.id }}"
`,
    },
  ],
});
