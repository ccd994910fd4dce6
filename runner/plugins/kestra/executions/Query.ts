import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { toIon } from '../../../plugin/ion.ts';
import { duration, enumeration, integer, list, map, string } from '../../../plugin/properties.ts';
import { stateNames } from '../../core/condition/states.ts';
import { connection, instanceOf } from '../connection.ts';
import { pagesOf } from '../pages.ts';
import { datesOf } from './search.ts';

/** surfaces §9.5, executions.Query. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.executions.Query',
  title: 'Look for executions.',
  description: `Executions are found for which all of the properties hold, newest first, without their task runs. Each row of the file that
\`STORE\` writes is an Ion struct.`,
  properties: z.object({
    ...connection,
    namespace: string().optional().describe('Only executions of this namespace.'),
    flowId: string().optional().describe('Only executions of flows with this id.'),
    states: list(enumeration(stateNames)).optional().describe('Only executions in one of these states.'),
    labels: map(string()).optional().describe('Only executions with these labels.'),
    startDate: string()
      .optional()
      .describe('Only executions made since then: an ISO-8601 date and time with its offset.'),
    endDate: string()
      .optional()
      .describe('Only executions made until then: an ISO-8601 date and time with its offset.'),
    timeRange: duration()
      .optional()
      .describe(
        'Only executions made within this span, which ends now or at `endDate`, or begins at `startDate`.',
      ),
    triggerExecutionId: string().optional().describe('Only executions that this execution made.'),
    childFilter: enumeration(['CHILD', 'MAIN'])
      .optional()
      .describe('`CHILD`: only executions that others made; `MAIN`: only those that none did.'),
    flowScopes: list(enumeration(['USER', 'SYSTEM']))
      .optional()
      .describe('`SYSTEM`: executions of the namespace `system`; `USER`: those of all others.'),
    page: integer().optional().describe('Only this page of what is found, from 1; by default all of it.'),
    size: integer().default(10).describe('Executions of a page.'),
    fetchType: enumeration(['STORE', 'FETCH', 'FETCH_ONE', 'NONE'])
      .default('STORE')
      .describe(
        '`STORE`: as a file; `FETCH`: as `rows`; `FETCH_ONE`: the first as `row`; `NONE`: only counted.',
      ),
  }),
  outputs: z.object({
    uri: z.string().optional().describe('URI of the file, with `STORE`.'),
    rows: z.array(z.record(z.string(), z.unknown())).optional().describe('The executions, with `FETCH`.'),
    row: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('The newest execution, with `FETCH_ONE`, where there is one.'),
    size: z.number().int().describe('How many executions the properties hold for, on all pages.'),
    total: z.number().int().describe('The same number.'),
  }),
  runs: 'inline',
  async run(context) {
    const { page, size, fetchType, ...wanted } = context.properties;
    const { namespace, flowId, states, labels, triggerExecutionId, childFilter, flowScopes } = wanted;
    const isList = fetchType === 'STORE' || fetchType === 'FETCH';
    const instance = instanceOf(context);
    const search = {
      ...(namespace !== undefined && { namespace }),
      ...(flowId !== undefined && { flowId }),
      ...(states && { states }),
      ...(labels && { labels }),
      ...(triggerExecutionId !== undefined && { triggeredBy: triggerExecutionId }),
      ...(childFilter && { isChild: childFilter === 'CHILD' }),
      ...(flowScopes && { scopes: flowScopes }),
      ...datesOf(wanted),
    };
    const found = pagesOf(
      { page: page ?? (isList ? undefined : 1), size },
      (one) => instance.search(search, one),
      ({ id }) => id,
    );
    const counts = () => ({ size: found.total, total: found.total });

    if (fetchType === 'STORE') {
      const { uri } = await context.storage.put(ionOf(found.pages()), { extension: '.ion' });
      return { outputs: { uri, ...counts() } };
    }
    const rows: Record<string, unknown>[] = [];
    for await (const results of found.pages()) rows.push(...results);
    if (fetchType === 'FETCH') return { outputs: { rows, ...counts() } };
    if (fetchType === 'FETCH_ONE' && rows[0]) return { outputs: { row: rows[0], ...counts() } };
    return { outputs: counts() };
  },
  examples: [
    {
      title: 'What failed since yesterday',
      code: `id: failures
namespace: company.team

tasks:
  - id: failed
    type: io.kestra.plugin.kestra.executions.Query
    states: [FAILED]
    timeRange: PT24H
    fetchType: FETCH
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.failed.size }} executions failed"
`,
    },
    {
      title: 'Executions of another server, as a file',
      code: `id: elsewhere
namespace: company.team

tasks:
  - id: nightly
    type: io.kestra.plugin.kestra.executions.Query
    kestraUrl: https://kestra.example.com
    auth:
      apiToken: "{{ secret('KESTRA_TOKEN') }}"
    namespace: company.data
    labels:
      kind: nightly
`,
    },
  ],
});

async function* ionOf(pages: AsyncIterable<Record<string, unknown>[]>): AsyncGenerator<Uint8Array> {
  for await (const rows of pages) yield Buffer.from(rows.map((row) => `${toIon(row)}\n`).join(''));
}
