import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';

/** flow-language §6.6, Write. */
export default defineTask({
  type: 'io.kestra.plugin.core.storage.Write',
  title: 'Write a text to a file of the internal storage.',
  properties: z.object({
    content: string().describe('The text; its expressions are rendered.'),
    extension: string().optional().describe('Extension of the file, with its dot.'),
  }),
  outputs: z.object({
    uri: z.string().describe('URI of the file.'),
  }),
  runs: 'inline',
  async run(context) {
    const { content, extension } = context.properties;
    const { uri } = await context.storage.put(content, { extension });
    return { outputs: { uri } };
  },
  examples: [
    {
      code: `id: write
namespace: company.team

tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: |
      flow,execution
      {{ flow.id }},{{ execution.id }}
    extension: .csv
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "{{ read(outputs.write.uri) }}"
`,
    },
  ],
});
