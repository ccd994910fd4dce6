import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { enumeration, string } from '../../../plugin/properties.ts';
import { levels } from '../log/levels.ts';

/** flow-language §6.3, Echo. */
export default defineTask({
  type: 'io.kestra.plugin.core.debug.Echo',
  title: 'Write a text to the log of the execution.',
  deprecated: 'Use `io.kestra.plugin.core.log.Log`.',
  properties: z.object({
    format: string().optional().describe('The text; its expressions are rendered.'),
    level: enumeration(levels).default('INFO').describe('Level of the entry.'),
  }),
  runs: 'inline',
  pure: true,
  run(context) {
    context.log(context.properties.level, context.properties.format ?? '');
    return undefined;
  },
  examples: [
    {
      code: `id: echo
namespace: company.team

tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Echo
    format: "Running {{ flow.id }}"
    level: DEBUG
`,
    },
  ],
});
