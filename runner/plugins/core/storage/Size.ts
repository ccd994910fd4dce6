import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';

/** flow-language §6.6, Size. */
export default defineTask({
  type: 'io.kestra.plugin.core.storage.Size',
  title: 'Get the size of a file of the internal storage.',
  properties: z.object({
    uri: string().describe('URI of the file.'),
  }),
  outputs: z.object({
    size: z.number().int().describe('Bytes.'),
  }),
  runs: 'inline',
  pure: true,
  reads: true,
  async run(context) {
    const { uri } = context.properties;
    const size = await context.storage.size(uri);
    if (size === undefined) throw new Error(`Unable to find file '${uri}'`);
    return { outputs: { size } };
  },
  examples: [
    {
      code: `id: size
namespace: company.team

tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: Hello World
  - id: size
    type: io.kestra.plugin.core.storage.Size
    uri: "{{ outputs.write.uri }}"
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.size.size }} bytes"
`,
    },
  ],
});
