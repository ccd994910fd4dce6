import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { conditions } from './nested.ts';

/** flow-language §6.12, Or. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.Or',
  title: 'True where one of its conditions is.',
  properties: z.object({
    conditions: conditions().describe('Conditions of which one must hold.'),
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
      - type: io.kestra.plugin.core.condition.Or
        conditions:
          - type: io.kestra.plugin.core.condition.DayWeek
            dayOfWeek: MONDAY
          - type: io.kestra.plugin.core.condition.DayWeek
            dayOfWeek: THURSDAY
`,
    },
  ],
});
