import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { formatDuration } from '../../../plugin/duration.ts';
import { duration } from '../../../plugin/properties.ts';

/** flow-language §6.1, Sleep. */
export default defineTask({
  type: 'io.kestra.plugin.core.flow.Sleep',
  title: 'Wait for a while.',
  description: 'The wait holds no worker and goes on after a restart of the engine.',
  properties: z.object({
    duration: duration().describe('How long to wait.'),
  }),
  runs: 'inline',
  pure: true,
  reads: true,
  run(context) {
    const sleep = context.properties.duration;
    context.log('INFO', `Waiting for ${formatDuration(sleep)}`);
    return { sleep };
  },
  examples: [
    {
      code: `id: sleep
namespace: company.team

tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT5S
  - id: done
    type: io.kestra.plugin.core.log.Log
    message: Five seconds later
`,
    },
  ],
});
