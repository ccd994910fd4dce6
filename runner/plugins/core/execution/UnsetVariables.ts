import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { boolean, list, string } from '../../../plugin/properties.ts';

/** flow-language §6.2, UnsetVariables. */
export default defineMachineTask({
  kind: 'updating',
  type: 'io.kestra.plugin.core.execution.UnsetVariables',
  title: 'Remove variables of the execution.',
  properties: z.object({
    variables: list(string()).describe('Names of variables; dots lead into maps.'),
    ignoreMissing: boolean().default(false).describe('Whether a name that does not exist is no failure.'),
  }),
  examples: [
    {
      code: `id: unset_variables
namespace: company.team

variables:
  token: abc

tasks:
  - id: forget
    type: io.kestra.plugin.core.execution.UnsetVariables
    variables: [token]
`,
    },
  ],
});
