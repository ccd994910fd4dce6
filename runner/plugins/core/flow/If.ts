import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';
import { branches, optionalTasks, requiredTasks } from './children.ts';

/** flow-language §6.1, If. */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.If',
  title: 'Run tasks if a condition holds, and others if not.',
  description:
    'The rendered condition is false when it is empty, `false`, `0` or `-0`; any other text is true. It is rendered once.',
  properties: z.object({
    condition: string().describe('Expression that decides.'),
    then: requiredTasks('must not be empty').describe(
      'Tasks to run, one after another, if the condition is true.',
    ),
    else: optionalTasks().describe('Tasks to run, one after another, if it is false.'),
    ...branches,
  }),
  outputs: z.object({ evaluationResult: z.boolean().describe('Whether the condition was true.') }),
  examples: [
    {
      title: 'A choice by an input',
      code: `id: condition
namespace: company.team

inputs:
  - id: dryRun
    type: BOOL
    defaults: true

tasks:
  - id: choose
    type: io.kestra.plugin.core.flow.If
    condition: "{{ inputs.dryRun }}"
    then:
      - id: pretend
        type: io.kestra.plugin.core.log.Log
        message: Nothing is changed
    else:
      - id: deploy
        type: io.kestra.plugin.core.log.Log
        message: Deploying
`,
    },
  ],
});
