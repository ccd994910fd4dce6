import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { enumeration, list, string } from '../../../plugin/properties.ts';
import { instantOf } from '../instant.ts';
import { levels } from './levels.ts';

/** flow-language §6.3, PurgeLogs. */
export default defineTask({
  type: 'io.kestra.plugin.core.log.PurgeLogs',
  title: 'Delete entries from the logs of executions.',
  description: 'Entries go for which all of the properties hold. The executions stay.',
  properties: z.object({
    namespace: string()
      .optional()
      .describe('Only entries of this namespace; without `flowId` also of those below it.'),
    flowId: string().optional().describe('Only entries of flows with this id.'),
    executionId: string().optional().describe('Only entries of this execution.'),
    logLevels: list(enumeration(levels)).optional().describe('Only entries of these levels.'),
    startDate: string()
      .optional()
      .describe('Only entries since then: an ISO-8601 date and time with its offset.'),
    endDate: string().describe('Only entries until then: an ISO-8601 date and time with its offset.'),
  }),
  outputs: z.object({
    count: z.number().int().describe('How many entries were deleted.'),
  }),
  runs: 'inline',
  async run(context) {
    const { namespace, flowId, executionId, logLevels, startDate, endDate } = context.properties;
    const count = await context.logs.purge({
      namespace,
      flowId,
      executionId,
      levels: logLevels,
      from: startDate === undefined ? undefined : instantOf('startDate', startDate),
      to: instantOf('endDate', endDate),
    });
    return { outputs: { count } };
  },
  examples: [
    {
      title: 'Keep the details of a month only',
      code: `id: purge_logs
namespace: company.team

tasks:
  - id: purge
    type: io.kestra.plugin.core.log.PurgeLogs
    logLevels: [TRACE, DEBUG]
    endDate: "{{ now() | dateAdd(-1, 'MONTHS') }}"

triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 3 * * *"
`,
    },
  ],
});
