import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';

/** flow-language §6.3, Return. */
export default defineTask({
  type: 'io.kestra.plugin.core.debug.Return',
  title: 'Give a rendered text as output.',
  description: 'Shows what an expression evaluates to, or hands a value to later tasks.',
  properties: z.object({
    format: string().optional().describe('The text; its expressions are rendered.'),
  }),
  outputs: z.object({
    value: z.string().nullable().describe('The rendered text; null where `format` is absent.'),
  }),
  runs: 'inline',
  pure: true,
  run: ({ properties }) => ({ outputs: { value: properties.format ?? null } }),
  examples: [
    {
      code: `id: today
namespace: company.team

tasks:
  - id: started
    type: io.kestra.plugin.core.debug.Return
    format: "{{ execution.startDate | date('yyyy-MM-dd') }}"
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "Started on {{ outputs.started.value }}"
`,
    },
  ],
});
