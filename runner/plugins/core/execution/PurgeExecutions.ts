import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, enumeration, list, string } from '../../../plugin/properties.ts';
import { instantOf } from '../instant.ts';

const ends = ['SUCCESS', 'WARNING', 'FAILED', 'KILLED', 'CANCELLED', 'RETRIED', 'SKIPPED'] as const;

/** flow-language §6.2, PurgeExecutions. */
export default defineTask({
  type: 'io.kestra.plugin.core.execution.PurgeExecutions',
  title: 'Delete executions that have ended.',
  description: `Executions go for which all of the properties hold, with their logs, metrics and files. One stays whose \`afterExecution\` tasks
still run, or that an execution needs which has not ended: its parent, one that it started, or its replay.`,
  properties: z.object({
    namespace: string()
      .optional()
      .describe('Only executions of this namespace; without `flowId` also of those below it.'),
    flowId: string().optional().describe('Only executions of flows with this id.'),
    states: list(enumeration(ends)).optional().describe('Only executions that ended in one of these states.'),
    startDate: string()
      .optional()
      .describe('Only executions that began since then: an ISO-8601 date and time with its offset.'),
    endDate: string().describe(
      'Only executions that began until then: an ISO-8601 date and time with its offset.',
    ),
    purgeExecution: boolean().default(true).describe('Whether the executions and their task runs go.'),
    purgeLog: boolean().default(true).describe('Whether their logs go.'),
    purgeMetric: boolean().default(true).describe('Whether their metrics go.'),
    purgeStorage: boolean().default(true).describe('Whether their files in internal storage go.'),
  }),
  outputs: z.object({
    executionsCount: z.number().int().describe('How many executions were deleted.'),
    logsCount: z.number().int().describe('How many log entries were deleted.'),
    metricsCount: z.number().int().describe('How many metrics were deleted.'),
    storagesCount: z.number().int().describe('How many files were deleted.'),
  }),
  runs: 'inline',
  async run(context) {
    const { namespace, flowId, states, startDate, endDate, ...what } = context.properties;
    const { executions, logs, metrics, files } = await context.ended.purge({
      namespace,
      flowId,
      states,
      from: startDate === undefined ? undefined : instantOf('startDate', startDate),
      to: instantOf('endDate', endDate),
      keepExecutions: !what.purgeExecution,
      keepLogs: !what.purgeLog,
      keepMetrics: !what.purgeMetric,
      keepFiles: !what.purgeStorage,
    });
    return {
      outputs: {
        executionsCount: what.purgeExecution ? executions : 0,
        logsCount: logs,
        metricsCount: metrics,
        storagesCount: files,
      },
    };
  },
  examples: [
    {
      title: 'Keep the failures of a month, and nothing else of it',
      code: `id: purge_executions
namespace: company.team

tasks:
  - id: purge
    type: io.kestra.plugin.core.execution.PurgeExecutions
    namespace: company
    states: [SUCCESS, WARNING]
    endDate: "{{ now() | dateAdd(-1, 'MONTHS') }}"

triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 3 * * *"
`,
    },
  ],
});
