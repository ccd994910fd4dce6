import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { integer, string } from '../../../plugin/properties.ts';
import { splitFile } from './splitting.ts';

/** flow-language §6.6, Split. */
export default defineTask({
  type: 'io.kestra.plugin.core.storage.Split',
  title: 'Split a text file into several.',
  description: `A file is split between lines: by size, into a number of files, or by number of lines. Where several of these are given, \`bytes\`
wins over \`partitions\`, and that over \`rows\`.`,
  properties: z.object({
    from: string().describe('URI of the file.'),
    bytes: string()
      .optional()
      .describe('A new file begins once the last one has this size: `10MB`, `512KB`, `1000`.'),
    partitions: integer()
      .optional()
      .describe('Number of files that lines are dealt to in turn; empty ones are left out.'),
    rows: integer().optional().describe('Lines in a file.'),
    separator: string().default('\n').describe('Written after each line.'),
  }),
  outputs: z.object({
    uris: z.array(z.string()).describe('URIs of the new files; they keep the extension.'),
  }),
  async run(context) {
    const { from, ...how } = context.properties;
    return { outputs: { uris: await splitFile(context, from, how) } };
  },
  examples: [
    {
      title: 'One subflow for each two lines',
      code: `id: split
namespace: company.team

tasks:
  - id: names
    type: io.kestra.plugin.core.storage.Write
    content: |
      ada
      grace
      joan
    extension: .txt
  - id: split
    type: io.kestra.plugin.core.storage.Split
    from: "{{ outputs.names.uri }}"
    rows: 2
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ outputs.split.uris }}"
    tasks:
      - id: show
        type: io.kestra.plugin.core.log.Log
        message: "{{ read(taskrun.value) }}"
`,
    },
  ],
});
