import { z } from 'zod';
import { defineTrigger } from '../../../plugin/define.ts';
import { deep, duration, fixed } from '../../../plugin/properties.ts';
import { isCron } from './cron.ts';
import { timeZone } from './timeZone.ts';

/** flow-language §6.13, Schedule. */
export default defineTrigger({
  type: 'io.kestra.plugin.core.trigger.Schedule',
  title: 'Start the flow at the times of a cron expression.',
  description: `One execution runs at a time: the next one waits for the end of the one before. The flow reads \`{{ trigger.date }}\`, the
time it was due, and \`{{ trigger.next }}\` and \`{{ trigger.previous }}\`. With conditions, only dates at which all of them hold
count.`,
  properties: z.object({
    cron: fixed(z.string()).describe(
      'Minute, hour, day of month, month and day of week, or a nickname such as `@daily`.',
    ),
    withSeconds: fixed(z.boolean())
      .default(false)
      .describe('Whether the expression begins with a field of seconds.'),
    timezone: timeZone().optional().describe('Zone of the cron expression; by default that of the machine.'),
    inputs: deep().optional().describe('Values for the inputs of the flow, by id.'),
    lateMaximumDelay: duration().optional().describe('A date that is overdue by more than this is left out.'),
    recoverMissedSchedules: fixed(z.enum(['ALL', 'LAST', 'NONE']).optional()).describe(
      'Which of the dates missed while nothing ran are made up for; ALL by default.',
    ),
    scheduleConditions: fixed(z.array(z.looseObject({})).optional()).describe('Deprecated: use conditions.'),
    backfill: fixed(z.looseObject({}).optional()).describe('Deprecated, without effect.'),
  }),
  outputs: z.object({
    date: z.string().describe('ISO date and time at which it was due.'),
    next: z.string().optional().describe('The one after.'),
    previous: z.string().optional().describe('The one before.'),
  }),
  validate: ({ cron, withSeconds }) =>
    typeof cron === 'string' && !isCron(cron, withSeconds === true)
      ? [{ path: ['cron'], message: `invalid cron expression '${cron}'` }]
      : [],
  examples: [
    {
      title: 'Each working day at nine',
      code: `id: schedule
namespace: company.team

tasks:
  - id: report
    type: io.kestra.plugin.core.log.Log
    message: "Report of {{ trigger.date }}"

triggers:
  - id: working_days
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 9 * * 1-5"
    timezone: Europe/Paris
`,
    },
  ],
});
