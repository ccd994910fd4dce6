import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { string } from '../../../plugin/properties.ts';
import { extensionOf, inBatches } from './lines.ts';
import { linesBackwards } from './linesBackwards.ts';

/** flow-language §6.6, Reverse. */
export default defineTask({
  type: 'io.kestra.plugin.core.storage.Reverse',
  title: 'Reverse the lines of a file, the last one first.',
  properties: z.object({
    from: string().describe('URI of the file.'),
    separator: string().default('\n').describe('Written after each line.'),
    charset: string().default('UTF-8').describe('UTF-8, US-ASCII or ISO-8859-1.'),
  }),
  outputs: z.object({
    uri: z.string().describe('URI of the new file; it keeps the extension.'),
  }),
  async run(context) {
    const { from, separator, charset } = context.properties;
    const end = Buffer.from(separator, encodingOf(charset));
    const lines = linesBackwards(await context.storage.localPath(from));
    const { uri } = await context.storage.put(inBatches(terminated(lines, end)), {
      extension: extensionOf(from),
    });
    return { outputs: { uri } };
  },
  examples: [
    {
      code: `id: reverse
namespace: company.team

tasks:
  - id: numbers
    type: io.kestra.plugin.core.storage.Write
    content: |
      1
      2
      3
    extension: .txt
  - id: countdown
    type: io.kestra.plugin.core.storage.Reverse
    from: "{{ outputs.numbers.uri }}"
`,
    },
  ],
});

/** Lines end alike in these charsets, so that only the separator needs to be encoded. */
function encodingOf(charset: string): BufferEncoding {
  if (/^(utf-?8|(us-)?ascii)$/i.test(charset)) return 'utf8';
  if (/^(iso-8859-1|latin1)$/i.test(charset)) return 'latin1';
  throw new Error(`Unsupported charset '${charset}': expected UTF-8, US-ASCII or ISO-8859-1`);
}

async function* terminated(lines: AsyncIterable<Uint8Array>, end: Uint8Array): AsyncGenerator<Uint8Array> {
  for await (const line of lines) {
    yield line;
    yield end;
  }
}
