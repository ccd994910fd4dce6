import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { enumeration, string, template } from '../../../plugin/properties.ts';
import { isTruthy } from '../../../plugin/truth.ts';
import { inBatches } from './lines.ts';
import { rowsOf } from './rows.ts';

/** flow-language §6.6, FilterItems. */
export default defineTask({
  type: 'io.kestra.plugin.core.storage.FilterItems',
  title: 'Keep or drop the rows that meet a condition.',
  description: `The file has one row a line, as Ion or JSON. The condition reads the fields of a row as variables. It is false when it renders to an
empty text, \`false\`, \`0\` or \`-0\`, blanks around it aside; any other text is true.`,
  properties: z.object({
    from: string().describe('URI of the file.'),
    filterCondition: template().describe('Condition on a row, such as `{{ amount > 10 }}`.'),
    filterType: enumeration(['INCLUDE', 'EXCLUDE'])
      .default('INCLUDE')
      .describe('Whether rows that meet the condition are kept or dropped.'),
    errorOrNullBehavior: enumeration(['FAIL', 'INCLUDE', 'EXCLUDE'])
      .default('FAIL')
      .describe(
        'What to do where the condition cannot be evaluated: fail the task, keep the row, or drop it.',
      ),
  }),
  outputs: z.object({
    uri: z.string().describe('URI of the new file.'),
    processedItemsTotal: z.number().int().describe('Number of rows read.'),
    droppedItemsTotal: z.number().int().describe('Number of rows left out.'),
  }),
  async run(context) {
    const { from, filterCondition, filterType, errorOrNullBehavior } = context.properties;
    let processed = 0;
    let dropped = 0;

    async function* keptRows(): AsyncGenerator<string> {
      for await (const row of rowsOf(context.storage.stream(from))) {
        processed++;
        if (await isKept(row.fields())) yield `${row.text}\n`;
        else dropped++;
      }
    }

    async function isKept(fields: Record<string, unknown>): Promise<boolean> {
      let condition: string;
      try {
        condition = await context.render(filterCondition, fields);
      } catch (error) {
        if (errorOrNullBehavior === 'FAIL') throw error;
        return errorOrNullBehavior === 'INCLUDE';
      }
      return isTruthy(condition.trim()) === (filterType === 'INCLUDE');
    }

    const { uri } = await context.storage.put(inBatches(keptRows()), { extension: '.ion' });
    return { outputs: { uri, processedItemsTotal: processed, droppedItemsTotal: dropped } };
  },
  examples: [
    {
      code: `id: filter
namespace: company.team

tasks:
  - id: orders
    type: io.kestra.plugin.core.storage.Write
    content: |
      {"id": 1, "amount": 12}
      {"id": 2, "amount": 240}
    extension: .ion
  - id: large
    type: io.kestra.plugin.core.storage.FilterItems
    from: "{{ outputs.orders.uri }}"
    filterCondition: "{{ amount > 100 }}"
`,
    },
  ],
});
