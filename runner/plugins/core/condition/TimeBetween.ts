import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';
import { date } from './dates.ts';

/** flow-language §6.12, TimeBetween. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.TimeBetween',
  title: 'True between two times of the day.',
  description: 'Strictly after `after` and strictly before `before`; one of them is enough.',
  properties: z.object({
    date: date(),
    after: string().optional().describe('ISO time with an offset, such as `16:19:12+02:00`.'),
    before: string().optional().describe('ISO time with an offset, such as `16:19:12+02:00`.'),
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
    cron: "*/10 * * * *"
    conditions:
      - type: io.kestra.plugin.core.condition.TimeBetween
        after: "08:00:00Z"
        before: "18:00:00Z"
`,
    },
  ],
});
