import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { list, string } from '../../../plugin/properties.ts';
import { connection, instanceOf } from '../connection.ts';
import { archive, archiveName } from './archive.ts';

/** surfaces §9.5, flows.Export. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.flows.Export',
  title: 'Store flows as a ZIP archive.',
  description: 'Each flow is a file with its text, named for its namespace and id.',
  properties: z.object({
    ...connection,
    namespace: string()
      .optional()
      .describe('Only flows of this namespace and those below it; all flows by default.'),
    labels: list(string()).optional().describe('Only flows with all of these labels, each `key:value`.'),
  }),
  outputs: archive,
  runs: 'inline',
  async run(context) {
    const { namespace, labels = [] } = context.properties;
    const content = await instanceOf(context).exportFlows({
      labels,
      ...(namespace !== undefined && { namespace }),
    });
    return { outputs: { flowsZip: (await context.storage.put(content, archiveName)).uri } };
  },
  examples: [
    {
      title: 'A copy of everything, every night',
      code: `id: backup
namespace: company.team

tasks:
  - id: export
    type: io.kestra.plugin.kestra.flows.Export

triggers:
  - id: nightly
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 2 * * *"
`,
    },
  ],
});
