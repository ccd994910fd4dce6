import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { boolean, duration, fixed, integer, object, rendered, template } from '../../../plugin/properties.ts';
import { branches } from './children.ts';

/** flow-language §6.1, LoopUntil. */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.LoopUntil',
  title: 'Run tasks again and again until a condition holds.',
  description: `After its tasks ran, \`condition\` is rendered with their outputs. Unless it is true, the tasks run again after
\`checkFrequency.interval\`; the execution is PAUSED meanwhile. Tasks and condition read the number of the iteration, from 1,
as \`{{ outputs.<loop>.iterationCount }}\`.`,
  properties: z.object({
    condition: rendered(template()).describe('Expression that ends the loop when it is true.'),
    // Kestra accepts an empty list here, unlike on the other flowables (flow-language §1.4).
    tasks: fixed(z.array(z.looseObject({}))).describe('Tasks of one iteration, in this order.'),
    failOnMaxReached: boolean()
      .default(false)
      .describe('Whether the task fails when maxIterations or maxDuration is reached.'),
    checkFrequency: object({
      maxIterations: integer().optional().describe('Most iterations to run.'),
      maxDuration: duration().optional().describe('Longest time to loop.'),
      interval: duration().default(60_000).describe('Pause between two iterations.'),
    })
      .optional()
      .describe('How often, and for how long.'),
    ...branches,
  }),
  outputs: z.object({ iterationCount: z.int().describe('Number of the iteration, from 1.') }),
  examples: [
    {
      title: 'Poll a service every ten seconds, for an hour at most',
      code: `id: poll
namespace: company.team

tasks:
  - id: until_ready
    type: io.kestra.plugin.core.flow.LoopUntil
    condition: "{{ outputs.status.code == 200 }}"
    checkFrequency:
      interval: PT10S
      maxDuration: PT1H
    failOnMaxReached: true
    tasks:
      - id: status
        type: io.kestra.plugin.core.http.Request
        uri: https://example.org/status
        options:
          allowFailed: true
`,
    },
  ],
});
