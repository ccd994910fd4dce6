import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';
import { date } from './dates.ts';

/** flow-language §6.12, PublicHoliday. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.PublicHoliday',
  title: 'True on a public holiday.',
  description: `The holidays are those of the package \`date-holidays\`, which is not installed with Tutti, as it takes 45 MB:
\`npm install date-holidays\` beside it.`,
  properties: z.object({
    date: date(),
    country: string().optional().describe('ISO code of the country, such as `FR`.'),
    subDivision: string().optional().describe('ISO code of a part of the country, such as `ca`.'),
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
      - type: io.kestra.plugin.core.condition.PublicHoliday
        country: FR
`,
    },
  ],
});
