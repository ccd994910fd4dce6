import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { string, template } from '../../../plugin/properties.ts';
import { isTruthy } from '../../../plugin/truth.ts';

/** flow-language §6.2, Fail. */
export default defineTask({
  type: 'io.kestra.plugin.core.execution.Fail',
  title: 'Fail the execution, always or on a condition.',
  description:
    'A condition is false when it renders to an empty text, `false`, `0` or `-0`; any other text is true.',
  properties: z.object({
    condition: string()
      .optional()
      .describe('Fails only where this is true; without it, the task always fails.'),
    errorMessage: template().default('Task failure').describe('Why it failed, for the log.'),
  }),
  runs: 'inline',
  pure: true,
  async run(context) {
    const { condition, errorMessage } = context.properties;
    if (condition === undefined) throw new Error(await context.render(errorMessage));
    if (!isTruthy(condition)) return undefined;
    context.log('ERROR', await context.render(errorMessage));
    throw new Error('Fail on a condition');
  },
  examples: [
    {
      title: 'Refuse a value',
      code: `id: only_known_regions
namespace: company.team

inputs:
  - id: region
    type: STRING
    defaults: north

tasks:
  - id: check
    type: io.kestra.plugin.core.execution.Fail
    condition: "{{ inputs.region not in ['north', 'south'] }}"
    errorMessage: "Unknown region {{ inputs.region }}"
`,
    },
    {
      title: 'Fail from a branch',
      code: `id: fail_from_a_branch
namespace: company.team

inputs:
  - id: plan
    type: STRING
    defaults: free

tasks:
  - id: by_plan
    type: io.kestra.plugin.core.flow.Switch
    value: "{{ inputs.plan }}"
    cases:
      free:
        - id: thanks
          type: io.kestra.plugin.core.log.Log
          message: Welcome
    defaults:
      - id: unknown
        type: io.kestra.plugin.core.execution.Fail
        errorMessage: "No plan called {{ inputs.plan }}"
`,
    },
  ],
});
