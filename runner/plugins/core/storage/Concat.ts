import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { list, string } from '../../../plugin/properties.ts';
import type { StorageAccess } from '../../../plugin/types.ts';

/** flow-language §6.6, Concat. */
export default defineTask({
  type: 'io.kestra.plugin.core.storage.Concat',
  title: 'Join files of the internal storage.',
  description: 'The separator is written after every file, the last one included.',
  properties: z.object({
    files: list(string()).describe(
      'URIs of the files, in this order; or an expression that renders to a JSON array of them.',
    ),
    separator: string().optional().describe('Written after each file; nothing by default.'),
    extension: string().default('.tmp').describe('Extension of the new file, with its dot.'),
  }),
  outputs: z.object({
    uri: z.string().describe('URI of the new file.'),
  }),
  runs: 'inline',
  async run(context) {
    const { files, separator, extension } = context.properties;
    const { uri } = await context.storage.put(joined(files, separator, context.storage), { extension });
    return { outputs: { uri } };
  },
  examples: [
    {
      code: `id: concat
namespace: company.team

tasks:
  - id: head
    type: io.kestra.plugin.core.storage.Write
    content: name,amount
  - id: body
    type: io.kestra.plugin.core.storage.Write
    content: ada,42
  - id: table
    type: io.kestra.plugin.core.storage.Concat
    files:
      - "{{ outputs.head.uri }}"
      - "{{ outputs.body.uri }}"
    separator: "\\n"
    extension: .csv
`,
    },
  ],
});

async function* joined(
  files: readonly string[],
  separator: string | undefined,
  storage: StorageAccess,
): AsyncGenerator<Uint8Array> {
  for (const uri of files) {
    yield* storage.stream(uri);
    if (separator) yield Buffer.from(separator);
  }
}
