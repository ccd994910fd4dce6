import { z } from 'zod';
import { defineTrigger } from '../../../plugin/define.ts';
import { deep, fixed, list, string } from '../../../plugin/properties.ts';
import { timeZone } from './timeZone.ts';

/** flow-language §6.13, ScheduleOnDates. */
export default defineTrigger({
  type: 'io.kestra.plugin.core.trigger.ScheduleOnDates',
  title: 'Start the flow on given dates.',
  properties: z.object({
    dates: list(string()).describe('ISO dates and times with an offset.'),
    timezone: timeZone().optional().describe('Zone of the dates; by default that of the machine.'),
    inputs: deep().optional().describe('Values for the inputs of the flow, by id.'),
    recoverMissedSchedules: fixed(z.enum(['ALL', 'LAST', 'NONE']).optional()).describe(
      'Which of the dates missed while nothing ran are made up for; ALL by default.',
    ),
  }),
  outputs: z.object({}),
  examples: [
    {
      code: `id: on_dates
namespace: company.team

tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: It is time

triggers:
  - id: releases
    type: io.kestra.plugin.core.trigger.ScheduleOnDates
    dates:
      - "2026-03-01T09:00:00Z"
      - "2026-06-01T09:00:00Z"
`,
    },
  ],
});
