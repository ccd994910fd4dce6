import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { map, string, typed } from '../../../plugin/properties.ts';

/** flow-language §6.2, Resume; §7.9 for what a resume does. */
export default defineTask({
  type: 'io.kestra.plugin.core.execution.Resume',
  title: 'Let a paused execution go on.',
  description: `Without \`executionId\`, \`namespace\` and \`flowId\` it is the current execution, paused in another branch; with a flow alone
the execution of this flow that was paused last. The task ends once the execution was told to go on, and fails where it is not
paused, or its pause refuses the inputs.`,
  properties: z.object({
    executionId: string().optional().describe('The execution.'),
    namespace: string().optional().describe('Namespace of its flow; the current one by default.'),
    flowId: string().optional().describe('Its flow; the current one by default.'),
    inputs: map(typed()).optional().describe('Values for the inputs that `onResume` of its pause declares.'),
  }),
  runs: 'inline',
  async run(context) {
    const { inputs, ...which } = context.properties;
    await context.executions.resume(which, inputs);
    return undefined;
  },
  examples: [
    {
      title: 'Approve a release from another flow',
      code: `id: approve
namespace: company.team

inputs:
  - id: execution
    type: STRING

tasks:
  - id: go_on
    type: io.kestra.plugin.core.execution.Resume
    executionId: "{{ inputs.execution }}"
    inputs:
      approved: true
      comment: The tests are green
`,
    },
    {
      title: 'Whatever waits last',
      code: `id: approve_last
namespace: company.team

tasks:
  - id: go_on
    type: io.kestra.plugin.core.execution.Resume
    namespace: company.team
    flowId: release
`,
    },
  ],
});
