import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { toIon } from '../../../plugin/ion.ts';
import { enumeration, list, string } from '../../../plugin/properties.ts';
import { levels } from '../../core/log/levels.ts';
import { connection, instanceOf } from '../connection.ts';

/** surfaces §9.5, logs.Fetch. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.logs.Fetch',
  title: 'Store the log of an execution as a file.',
  description:
    'What its task runs logged so far; entries of the execution itself are left out. Each row is an Ion struct.',
  properties: z.object({
    ...connection,
    executionId: string().optional().describe('The execution; the current one by default.'),
    namespace: string().optional().describe('Only entries of this namespace.'),
    flowId: string().optional().describe('Only entries of flows with this id.'),
    tasksId: list(string()).optional().describe('Ids of the tasks; all of them by default.'),
    level: enumeration(levels).default('INFO').describe('Least level of the entries.'),
  }),
  outputs: z.object({
    uri: z.string().describe('URI of the file.'),
    size: z.number().int().describe('Number of its rows.'),
  }),
  runs: 'inline',
  async run(context) {
    const { executionId = context.execution.id, tasksId, level, ...flow } = context.properties;
    const choice = { minLevel: level, ...(tasksId?.length && { taskIds: tasksId }) };
    const pages = instanceOf(context).logs(executionId, choice);
    let size = 0;

    async function* rows(): AsyncGenerator<Uint8Array> {
      for await (const page of pages) {
        const wanted = page.filter(
          ({ namespace, flowId }) =>
            namespace === (flow.namespace ?? namespace) && flowId === (flow.flowId ?? flowId),
        );
        size += wanted.length;
        yield Buffer.from(wanted.map((row) => `${toIon(row)}\n`).join(''));
      }
    }

    const { uri } = await context.storage.put(rows(), { extension: '.ion' });
    return { outputs: { uri, size } };
  },
  examples: [
    {
      title: 'Warnings of an execution elsewhere',
      code: `id: warnings
namespace: company.team

inputs:
  - id: execution
    type: STRING

tasks:
  - id: fetch
    type: io.kestra.plugin.kestra.logs.Fetch
    kestraUrl: https://kestra.example.com
    auth:
      apiToken: "{{ secret('KESTRA_TOKEN') }}"
    executionId: "{{ inputs.execution }}"
    level: WARN
`,
    },
  ],
});
