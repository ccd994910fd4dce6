import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';
import { date } from './dates.ts';

/** flow-language §6.12, DateTimeBetween. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.DateTimeBetween',
  title: 'True between two dates.',
  description: 'Strictly after `after` and strictly before `before`; one of them is enough.',
  properties: z.object({
    date: date(),
    after: string().optional().describe('ISO date and time with an offset.'),
    before: string().optional().describe('ISO date and time with an offset.'),
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
      - type: io.kestra.plugin.core.condition.DateTimeBetween
        after: "2026-01-01T00:00:00Z"
        before: "2027-01-01T00:00:00Z"
`,
    },
  ],
});
