import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, string } from '../../../plugin/properties.ts';

/** flow-language §6.8. */
export default defineTask({
  type: 'io.kestra.plugin.core.trigger.Toggle',
  title: 'Switch a trigger on or off.',
  description: `What it is switched to is remembered besides the flow, until it is switched again. A trigger whose flow says \`disabled: true\`
stays off all the same. Dates that pass while it is off are not made up for.`,
  properties: z.object({
    trigger: string().describe('Id of the trigger.'),
    flowId: string().optional().describe('Its flow; the current one by default.'),
    namespace: string().optional().describe('Namespace of its flow; the current one by default.'),
    enabled: boolean().default(false).describe('`true` switches it on, `false` off.'),
  }),
  runs: 'inline',
  async run(context) {
    const { flow, properties } = context;
    const { trigger, namespace = flow.namespace, flowId = flow.id, enabled } = properties;
    await context.triggers.toggle({ namespace, flowId, triggerId: trigger }, enabled);
    return undefined;
  },
  examples: [
    {
      title: 'Stop after the first failure, until somebody looked',
      code: `id: import
namespace: company.team

tasks:
  - id: load
    type: io.kestra.plugin.core.log.Log
    message: Loading

errors:
  - id: stop
    type: io.kestra.plugin.core.trigger.Toggle
    trigger: hourly
    enabled: false

triggers:
  - id: hourly
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 * * * *"
`,
    },
  ],
});
