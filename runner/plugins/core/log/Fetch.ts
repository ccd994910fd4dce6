import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { toIon } from '../../../plugin/ion.ts';
import { enumeration, list, string } from '../../../plugin/properties.ts';
import type { LogAccess, LogRead } from '../../../plugin/types.ts';
import { levels } from './levels.ts';

/** flow-language §6.3, Fetch. */
export default defineTask({
  type: 'io.kestra.plugin.core.log.Fetch',
  title: 'Store the log of an execution as a file.',
  description:
    'What its task runs logged so far, in this order; entries of the execution itself are left out. Each row is an Ion struct.',
  properties: z.object({
    executionId: string().optional().describe('The execution; the current one by default.'),
    namespace: string().optional().describe('Only where the execution is one of this namespace.'),
    flowId: string().optional().describe('Only where the execution is one of this flow.'),
    tasksId: list(string()).optional().describe('Ids of the tasks; all of them by default.'),
    level: enumeration(levels).default('INFO').describe('Least level of the entries.'),
  }),
  outputs: z.object({
    uri: z.string().describe('URI of the file.'),
    size: z.number().int().describe('Number of its rows.'),
  }),
  runs: 'inline',
  async run(context) {
    const { executionId, namespace, flowId, tasksId, level } = context.properties;
    const query = { executionId, taskIds: tasksId, minLevel: level };
    let size = 0;

    async function* rows(): AsyncGenerator<Uint8Array> {
      for await (const entries of pagesOf(context.logs, query)) {
        const wanted = entries.filter(
          (entry) =>
            (namespace === undefined || entry.namespace === namespace) &&
            (flowId === undefined || entry.flowId === flowId),
        );
        size += wanted.length;
        yield Buffer.from(wanted.map((entry) => `${toIon(entry)}\n`).join(''));
      }
    }

    const { uri } = await context.storage.put(rows(), { extension: '.ion' });
    return { outputs: { uri, size } };
  },
  examples: [
    {
      title: 'Keep the warnings of an execution',
      code: `id: keep_warnings
namespace: company.team

tasks:
  - id: work
    type: io.kestra.plugin.core.log.Log
    level: WARN
    message: Something to remember
  - id: warnings
    type: io.kestra.plugin.core.log.Fetch
    level: WARN
  - id: count
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.warnings.size }} warnings in {{ outputs.warnings.uri }}"
`,
    },
  ],
});

async function* pagesOf(logs: LogAccess, query: LogRead) {
  for (let after: number | undefined; ; ) {
    const { entries, cursor } = await logs.read({ ...query, after });
    if (entries.length === 0) return;
    yield entries;
    after = cursor;
  }
}
