import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { enumeration } from '../../../plugin/properties.ts';
import { date, dayOfWeek } from './dates.ts';

/** flow-language §6.12, DayWeekInMonth. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.DayWeekInMonth',
  title: 'True on, for instance, the first Monday of a month.',
  properties: z.object({
    date: date(),
    dayOfWeek: dayOfWeek(),
    dayInMonth: enumeration(['FIRST', 'SECOND', 'THIRD', 'FOURTH', 'LAST']).describe(
      'Which of these days of the month.',
    ),
  }),
  examples: [
    {
      code: `id: conditional_schedule
namespace: company.team

tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "Run for {{ trigger.date }}"

triggers:
  - id: schedule
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 9 * * *"
    conditions:
      - type: io.kestra.plugin.core.condition.DayWeekInMonth
        dayOfWeek: MONDAY
        dayInMonth: FIRST
`,
    },
  ],
});
