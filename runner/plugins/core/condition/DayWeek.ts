import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { date, dayOfWeek } from './dates.ts';

/** flow-language §6.12, DayWeek. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.DayWeek',
  title: 'True on a day of the week.',
  properties: z.object({
    date: date(),
    dayOfWeek: dayOfWeek(),
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
      - type: io.kestra.plugin.core.condition.DayWeek
        dayOfWeek: MONDAY
`,
    },
  ],
});
