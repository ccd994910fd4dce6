import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { boolean, map, typed } from '../../../plugin/properties.ts';

/** flow-language §6.2, SetVariables. */
export default defineMachineTask({
  kind: 'updating',
  type: 'io.kestra.plugin.core.execution.SetVariables',
  title: 'Set variables of the execution.',
  description:
    'Tasks that follow read them as `{{ vars.<name> }}`. Maps are merged with those already there.',
  properties: z.object({
    variables: map(typed()).describe('Variables by name.'),
    overwrite: boolean()
      .default(true)
      .describe('Whether a variable that exists gets the new value; otherwise the task fails.'),
  }),
  examples: [
    {
      code: `id: set_variables
namespace: company.team

variables:
  name: World

tasks:
  - id: set
    type: io.kestra.plugin.core.execution.SetVariables
    variables:
      name: Ada
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: "Hello {{ vars.name }}"
`,
    },
  ],
});
