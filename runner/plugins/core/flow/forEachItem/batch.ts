import { integer, object, string } from '../../../../plugin/properties.ts';

/** How ForEachItem splits its file (flow-language §6.1 ForEachItem). */
export const batch = () =>
  object({
    rows: integer().default(1).describe('Lines in a batch.'),
    partitions: integer().optional().describe('How many batches to make of the file; stands above rows.'),
    bytes: string().optional().describe('Size of a batch, such as `10MB`; stands above partitions and rows.'),
    separator: string().default('\n').describe('What ends a line.'),
  })
    .optional()
    .describe('How to split the file.');
