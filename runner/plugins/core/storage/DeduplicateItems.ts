import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { string, template } from '../../../plugin/properties.ts';
import { inBatches } from './lines.ts';
import { rowsOf } from './rows.ts';

/** flow-language §6.6, DeduplicateItems. */
export default defineTask({
  type: 'io.kestra.plugin.core.storage.DeduplicateItems',
  title: 'Keep the last row of each key.',
  description: `The file has one row a line, as Ion or JSON. The expression gives a row's key; it reads the fields of the row as variables. Rows keep
their order. The file is read twice, so that only the keys are kept in memory.`,
  properties: z.object({
    from: string().describe('URI of the file.'),
    expr: template().describe('Expression for the key of a row, such as `{{ email }}`.'),
  }),
  outputs: z.object({
    uri: z.string().describe('URI of the new file.'),
    numKeys: z.number().int().describe('Number of different keys.'),
    processedItemsTotal: z.number().int().describe('Number of rows read.'),
    droppedItemsTotal: z.number().int().describe('Number of rows left out.'),
  }),
  async run(context) {
    const { from, expr } = context.properties;
    const lastRowOfKey = new Map<string, number>();
    let count = 0;
    for await (const row of rowsOf(context.storage.stream(from))) {
      lastRowOfKey.set(await context.render(expr, row.fields()), count++);
    }
    const kept = new Set(lastRowOfKey.values());

    async function* lastRows(): AsyncGenerator<string> {
      let index = 0;
      for await (const row of rowsOf(context.storage.stream(from)))
        if (kept.has(index++)) yield `${row.text}\n`;
    }

    const { uri } = await context.storage.put(inBatches(lastRows()), { extension: '.ion' });
    return {
      outputs: {
        uri,
        numKeys: kept.size,
        processedItemsTotal: count,
        droppedItemsTotal: count - kept.size,
      },
    };
  },
  examples: [
    {
      code: `id: deduplicate
namespace: company.team

tasks:
  - id: customers
    type: io.kestra.plugin.core.storage.Write
    content: |
      {"name": "Ada", "email": "ada@example.com"}
      {"name": "Grace", "email": "grace@example.com"}
      {"name": "Ada L.", "email": "ada@example.com"}
    extension: .ion
  - id: unique
    type: io.kestra.plugin.core.storage.DeduplicateItems
    from: "{{ outputs.customers.uri }}"
    expr: "{{ email }}"
`,
    },
  ],
});
