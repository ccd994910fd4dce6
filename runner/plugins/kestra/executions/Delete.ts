import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, string } from '../../../plugin/properties.ts';
import { connection, instanceOf } from '../connection.ts';

/** flow-language §6.9, executions.Delete. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.executions.Delete',
  title: 'Delete an execution that has ended.',
  description:
    'It goes with its task runs, and with what of its logs, metrics and files is not to stay. The current execution cannot be deleted.',
  properties: z.object({
    ...connection,
    executionId: string().describe('The execution.'),
    deleteLogs: boolean().default(true).describe('Whether its logs go.'),
    deleteMetrics: boolean().default(true).describe('Whether its metrics go.'),
    deleteStorage: boolean().default(true).describe('Whether its files in internal storage go.'),
  }),
  runs: 'inline',
  async run(context) {
    const { executionId, deleteLogs, deleteMetrics, deleteStorage } = context.properties;
    if (executionId === context.execution.id)
      throw new Error(`It's not allowed to delete the current execution ${executionId}`);
    await instanceOf(context).delete(executionId, { deleteLogs, deleteMetrics, deleteStorage });
    return undefined;
  },
  examples: [
    {
      code: `id: forget
namespace: company.team

inputs:
  - id: execution
    type: STRING

tasks:
  - id: delete
    type: io.kestra.plugin.kestra.executions.Delete
    executionId: "{{ inputs.execution }}"
`,
    },
  ],
});
