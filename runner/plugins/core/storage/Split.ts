import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { integer, string } from '../../../plugin/properties.ts';
import type { TaskContext } from '../../../plugin/types.ts';
import { extensionOf, inBatches, linesOf } from './lines.ts';
import { deal } from './partitions.ts';

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
    const { bytes, partitions, rows } = context.properties;
    if (bytes !== undefined) {
      const limit = bytesOf(bytes);
      return { outputs: { uris: await splitWhere(context, (size) => size >= limit) } };
    }
    if (partitions !== undefined) return { outputs: { uris: await dealt(context, partitions) } };
    if (rows !== undefined)
      return { outputs: { uris: await splitWhere(context, (_, count) => count >= rows) } };
    throw new Error('Invalid configuration with no size, count, nor rows');
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

type Context = TaskContext<{ from: string; separator: string }>;

/** Starts a new file before a line that finds the last one full, given its bytes and lines. */
async function splitWhere(
  context: Context,
  isFull: (size: number, count: number) => boolean,
): Promise<string[]> {
  const { from, separator } = context.properties;
  const extension = extensionOf(from);
  const lines = linesOf(context.storage.stream(from));
  let line = await lines.next();

  async function* nextFile(): AsyncGenerator<string> {
    let size = 0;
    let count = 0;
    while (!line.done && (count === 0 || !isFull(size, count))) {
      const text = line.value + separator;
      size += Buffer.byteLength(text);
      count++;
      yield text;
      line = await lines.next();
    }
  }

  const uris: string[] = [];
  while (!line.done) uris.push((await context.storage.put(inBatches(nextFile()), { extension })).uri);
  return uris;
}

async function dealt(context: Context, partitions: number): Promise<string[]> {
  if (partitions < 1) throw new Error(`Invalid number of partitions '${partitions}': expected at least 1`);
  const { from, separator } = context.properties;
  const texts = terminated(linesOf(context.storage.stream(from)), separator);
  const uris: string[] = [];
  for await (const path of deal(texts, partitions, await context.workingDirectory(), extensionOf(from))) {
    uris.push((await context.storage.putFile(path)).uri);
  }
  return uris;
}

async function* terminated(lines: AsyncIterable<string>, separator: string): AsyncGenerator<string> {
  for await (const line of lines) yield line + separator;
}

/** `10MB` in bytes; a kilobyte has 1024. */
function bytesOf(text: string): number {
  const match = /^(\d+)\s*([KMG]?)B?$/i.exec(text.trim());
  if (!match) throw new Error(`Invalid size with value '${text}'`);
  return Number(match[1]) * 1024 ** ' KMG'.indexOf(match[2]!.toUpperCase() || ' ');
}
