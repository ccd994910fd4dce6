import { once } from 'node:events';
import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, string } from '../../../plugin/properties.ts';
import { connection, instanceOf } from '../connection.ts';

/** surfaces §10.1. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.executions.Kill',
  title: 'End an execution.',
  description: `The task ends once the end was asked for; the other execution becomes KILLED when its tasks were interrupted. One that has
ended already cannot be killed: the task fails, unless executions that it made still run. An execution that kills itself ends here.`,
  properties: z.object({
    ...connection,
    executionId: string().optional().describe('The execution; the current one by default.'),
    propagateKill: boolean().default(true).describe('Whether the executions that it made are ended too.'),
  }),
  runs: 'inline',
  async run(context) {
    const { executionId = context.execution.id, propagateKill } = context.properties;
    await instanceOf(context).kill(executionId, { cascade: propagateKill });
    // The end of this run comes with the kill, so that nothing follows it.
    if (executionId === context.execution.id && !context.signal.aborted) await once(context.signal, 'abort');
    return undefined;
  },
  examples: [
    {
      title: 'Start a flow, and end it again',
      code: `id: start_and_kill
namespace: company.team

inputs:
  - id: stop
    type: BOOL
    defaults: false

tasks:
  - id: start
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: long_work
    wait: false
  - id: stop
    type: io.kestra.plugin.kestra.executions.Kill
    runIf: "{{ inputs.stop }}"
    executionId: "{{ outputs.start.executionId }}"
`,
    },
  ],
});
