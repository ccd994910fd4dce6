import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { list, object, string } from '../../../plugin/properties.ts';
import { connection, instanceOf } from '../connection.ts';
import { archive, archiveName } from './archive.ts';

/** surfaces §9.5, flows.ExportById. */
export default defineTask({
  type: 'io.kestra.plugin.kestra.flows.ExportById',
  title: 'Store some flows as a ZIP archive.',
  description:
    'Each flow is a file with its text, named for its namespace and id. Here it fails where one is missing.',
  properties: z.object({
    ...connection,
    flows: list(
      object({
        namespace: string().describe('Namespace of the flow.'),
        id: string().describe('Id of the flow.'),
      }),
    ).describe('The flows.'),
  }),
  outputs: archive,
  runs: 'inline',
  async run(context) {
    const content = await instanceOf(context).exportFlowsById(context.properties.flows);
    return { outputs: { flowsZip: (await context.storage.put(content, archiveName)).uri } };
  },
  examples: [
    {
      code: `id: share
namespace: company.team

tasks:
  - id: export
    type: io.kestra.plugin.kestra.flows.ExportById
    flows:
      - namespace: company.team
        id: import
      - namespace: company.data
        id: clean
`,
    },
  ],
});
