import { z } from 'zod';
import { defineMachineTask } from '../../../plugin/define.ts';
import { duration, enumeration, fixed } from '../../../plugin/properties.ts';
import { branches, optionalTask, optionalTasks } from './children.ts';

/** flow-language §6.1, Pause. */
export default defineMachineTask({
  kind: 'flowable',
  type: 'io.kestra.plugin.core.flow.Pause',
  title: 'Pause the execution until somebody resumes it, or for a while.',
  description: `The execution becomes PAUSED. It goes on when it is resumed, with values for the inputs that \`onResume\` declares, or after
\`pauseDuration\`, in the way that \`behavior\` says. With \`timeout\` and without \`pauseDuration\` the pause fails at the
deadline; without both it has no end.

Values given at resume are read as \`{{ outputs.<pause>.onResume.<input> }}\`.`,
  properties: z.object({
    pauseDuration: duration().optional().describe('How long the pause lasts unless it is resumed before.'),
    delay: duration().optional().describe('Deprecated: use pauseDuration.'),
    behavior: enumeration(['RESUME', 'WARN', 'CANCEL', 'FAIL'])
      .default('RESUME')
      .describe('What happens after pauseDuration.'),
    onResume: fixed(z.array(z.looseObject({})).optional()).describe(
      'Inputs to ask for when the execution is resumed.',
    ),
    onPause: optionalTask().describe('A task to run when the pause starts.'),
    tasks: optionalTasks().describe('Deprecated: put tasks to run after the pause behind it.'),
    ...branches,
  }),
  outputs: z.object({
    onResume: z.record(z.string(), z.unknown()).describe('Values of the inputs declared by onResume.'),
    resumed: z
      .object({ by: z.string().optional(), on: z.string(), to: z.string() })
      .describe('Who resumed the execution, when, and to which state.'),
  }),
  examples: [
    {
      title: 'Approval with a comment',
      code: `id: approval
namespace: company.team

tasks:
  - id: approve
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - id: approved
        type: BOOL
        defaults: true
      - id: comment
        type: STRING
        required: false
  - id: decision
    type: io.kestra.plugin.core.log.Log
    message: "Approved: {{ outputs.approve.onResume.approved }}"
`,
    },
    {
      title: 'Wait for five minutes',
      code: `id: wait
namespace: company.team

tasks:
  - id: cool_down
    type: io.kestra.plugin.core.flow.Pause
    pauseDuration: PT5M
  - id: after
    type: io.kestra.plugin.core.log.Log
    message: Five minutes later
`,
    },
  ],
});
