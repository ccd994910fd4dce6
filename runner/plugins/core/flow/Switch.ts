import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { fixed, string } from '../../../plugin/properties.ts';
import { branches, optionalTasks } from './children.ts';

/** flow-language §6.1, Switch; its check is that of §1.4. */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.Switch',
  title: 'Run the tasks of the case that a value names.',
  description: `The rendered value is compared with the keys of \`cases\` as text. Where none is equal, \`defaults\` run; without defaults the
task fails.`,
  properties: z.object({
    value: string().describe('Expression that gives the name of a case.'),
    cases: fixed(z.record(z.string(), z.array(z.looseObject({})).nullable()).optional()).describe(
      'Tasks by the value they are for.',
    ),
    defaults: optionalTasks().describe('Tasks to run where no case fits.'),
    ...branches,
  }),
  outputs: z.object({
    value: z.string().describe('The rendered value.'),
    defaults: z.boolean().describe('Whether no case fitted.'),
  }),
  validate: ({ cases, defaults }) =>
    [defaults, ...Object.values(cases ?? {})].some((tasks) => Array.isArray(tasks) && tasks.length > 0)
      ? []
      : [{ path: [], message: 'No task defined, neither cases or default have any tasks' }],
  examples: [
    {
      title: 'A branch for each environment',
      code: `id: switch
namespace: company.team

inputs:
  - id: environment
    type: SELECT
    values: [staging, production]
    autoSelectFirst: true

tasks:
  - id: deploy
    type: io.kestra.plugin.core.flow.Switch
    value: "{{ inputs.environment }}"
    cases:
      staging:
        - id: staging
          type: io.kestra.plugin.core.log.Log
          message: To staging
      production:
        - id: production
          type: io.kestra.plugin.core.log.Log
          message: To production
`,
    },
  ],
});
