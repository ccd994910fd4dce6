import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { map, string, typed } from '../../../plugin/properties.ts';
import { connection, instanceOf } from '../connection.ts';

/** surfaces §9.5, executions.Resume; flow-language §7.9 for what a resume does. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.executions.Resume',
  title: 'Let a paused execution go on.',
  description: 'It fails where the execution is not paused, or its pause refuses the inputs.',
  properties: z.object({
    ...connection,
    executionId: string().optional().describe('The execution; the current one by default.'),
    inputs: map(typed()).optional().describe('Values for the inputs that `onResume` of its pause declares.'),
  }),
  runs: 'inline',
  async run(context) {
    const { executionId = context.execution.id, inputs } = context.properties;
    await instanceOf(context).resume(executionId, inputs);
    return undefined;
  },
  examples: [
    {
      title: 'Approve on another server',
      code: `id: approve_elsewhere
namespace: company.team

inputs:
  - id: execution
    type: STRING

tasks:
  - id: go_on
    type: io.kestra.plugin.kestra.executions.Resume
    kestraUrl: https://kestra.example.com
    auth:
      username: "{{ secret('KESTRA_USERNAME') }}"
      password: "{{ secret('KESTRA_PASSWORD') }}"
    executionId: "{{ inputs.execution }}"
    inputs:
      approved: true
`,
    },
  ],
});
