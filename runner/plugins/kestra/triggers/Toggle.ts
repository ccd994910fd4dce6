import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, string } from '../../../plugin/properties.ts';
import { connection, instanceOf } from '../connection.ts';

/** surfaces §9.5, triggers.Toggle; flow-language §6.8. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.triggers.Toggle',
  title: 'Switch triggers on or off.',
  description: 'What they are switched to is remembered besides the flow, until they are switched again.',
  properties: z.object({
    ...connection,
    trigger: string().optional().describe('Id of the trigger; all of the flow by default.'),
    flowId: string().optional().describe('Its flow; the current one by default.'),
    namespace: string().optional().describe('Namespace of its flow; the current one by default.'),
    enabled: boolean().default(false).describe('`true` switches them on, `false` off.'),
  }),
  runs: 'inline',
  async run(context) {
    const { flow, properties } = context;
    const { trigger, namespace = flow.namespace, flowId = flow.id, enabled } = properties;
    const which = { namespace, flowId, ...(trigger !== undefined && { triggerId: trigger }) };
    const count = await instanceOf(context).toggle(which, enabled);
    context.log('INFO', `Switched ${count} trigger${count === 1 ? '' : 's'} ${enabled ? 'on' : 'off'}`);
    return undefined;
  },
  examples: [
    {
      title: 'No imports while something is being repaired',
      code: `id: repair
namespace: company.team

tasks:
  - id: stop
    type: io.kestra.plugin.kestra.triggers.Toggle
    flowId: import
    enabled: false
  - id: repair
    type: io.kestra.plugin.core.log.Log
    message: Repairing

finally:
  - id: go_on
    type: io.kestra.plugin.kestra.triggers.Toggle
    flowId: import
    enabled: true
`,
    },
  ],
});
