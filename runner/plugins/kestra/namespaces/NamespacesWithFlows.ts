import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';
import { connection, instanceOf } from '../connection.ts';

/** surfaces §9.5, namespaces.NamespacesWithFlows. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.namespaces.NamespacesWithFlows',
  title: 'List the namespaces that have flows.',
  properties: z.object({
    ...connection,
    prefix: string().optional().describe('Only namespaces whose name begins with this text.'),
  }),
  outputs: z.object({ namespaces: z.array(z.string()).describe('Their names, sorted.') }),
  runs: 'inline',
  async run(context) {
    const { prefix = '' } = context.properties;
    const names = await instanceOf(context).namespacesWithFlows();
    return { outputs: { namespaces: names.filter((name) => name.startsWith(prefix)) } };
  },
  examples: [
    {
      code: `id: in_use
namespace: company.team

tasks:
  - id: list
    type: io.kestra.plugin.kestra.namespaces.NamespacesWithFlows
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.list.namespaces | length }} namespaces have flows"
`,
    },
  ],
});
