import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';
import { connection, instanceOf } from '../connection.ts';

/** surfaces §9.5, flows.List. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.flows.List',
  title: 'List the flows of a namespace.',
  description:
    'Those of the repository that are valid, at the commit that the execution runs; without the namespaces below.',
  properties: z.object({
    ...connection,
    namespace: string().optional().describe('The namespace; the one of the flow by default.'),
  }),
  outputs: z.object({
    flows: z.array(z.record(z.string(), z.unknown())).describe('The flows, as documents, sorted by id.'),
  }),
  runs: 'inline',
  async run(context) {
    const { namespace = context.flow.namespace } = context.properties;
    return { outputs: { flows: await instanceOf(context).flows(namespace) } };
  },
  examples: [
    {
      code: `id: inventory
namespace: company.team

tasks:
  - id: list
    type: io.kestra.plugin.kestra.flows.List
    namespace: company.data
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ outputs.list.flows | jq('.[].id') }}"
    tasks:
      - id: name
        type: io.kestra.plugin.core.log.Log
        message: "{{ taskrun.value }}"
`,
    },
  ],
});
