import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { date } from './dates.ts';

/** flow-language §6.12, Weekend. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.Weekend',
  title: 'True on Saturday and Sunday.',
  properties: z.object({
    date: date(),
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
      - type: io.kestra.plugin.core.condition.Not
        conditions:
          - type: io.kestra.plugin.core.condition.Weekend
`,
    },
  ],
});
