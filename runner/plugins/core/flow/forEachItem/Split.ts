import { z } from 'zod';
import { defineTask } from '../../../../plugin/define.ts';
import { string } from '../../../../plugin/properties.ts';
import { splitFile } from '../../storage/splitting.ts';
import { batch } from './batch.ts';

/** The first task of a ForEachItem: makes the files of its batches (flow-language §6.1 ForEachItem). */
export default defineTask({
  type: 'io.kestra.plugin.core.flow.ForEachItem$ForEachItemSplit',
  title: 'Split the file of a ForEachItem into batches.',
  properties: z.object({
    items: string().describe('Storage URI of the file.'),
    batch: batch(),
  }),
  outputs: z.object({
    splits: z.string().describe('URI of a text file with the URI of a batch on each line.'),
  }),
  async run(context) {
    const { items, batch: how = { rows: 1, separator: '\n' } } = context.properties;
    if (!items.startsWith('kestra://'))
      throw new Error(`Unable to split the items from ${items}, this is not an internal storage URI!`);
    const uris = await splitFile(context, items, how);
    const { uri } = await context.storage.put(uris.join('\n'), { name: 'splits.txt' });
    return { outputs: { splits: uri } };
  },
});
