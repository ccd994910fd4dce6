import { z } from 'zod';
import { defineTask } from '../../../../plugin/define.ts';
import { fixed } from '../../../../plugin/properties.ts';
import type { StorageAccess } from '../../../../plugin/types.ts';
import { inBatches } from '../../storage/lines.ts';

/** The last task of a ForEachItem: joins what the executions gave (flow-language §6.1 ForEachItem). */
export default defineTask({
  type: 'io.kestra.plugin.core.flow.ForEachItem$ForEachItemMergeOutputs',
  title: 'Join the outputs of the executions of a ForEachItem.',
  properties: z.object({
    numberOfBatches: fixed(z.int().optional()).describe(
      'Number of batches; absent where the file was empty.',
    ),
    subflowOutputsBaseUri: fixed(z.string().optional()).describe(
      'Storage URI below which the outputs of the executions are kept.',
    ),
  }),
  outputs: z.object({
    subflowOutputs: z
      .string()
      .optional()
      .describe(
        'URI of an Ion file with the outputs of each execution as a row, in the order of the batches.',
      ),
  }),
  runs: 'inline',
  async run({ properties, storage }) {
    const { numberOfBatches, subflowOutputsBaseUri } = properties;
    if (numberOfBatches === undefined || subflowOutputsBaseUri === undefined) return undefined;
    const rows = inBatches(joined(storage, subflowOutputsBaseUri, numberOfBatches));
    return { outputs: { subflowOutputs: (await storage.put(rows, { extension: '.ion' })).uri } };
  },
});

/** Executions of flows without outputs left no file. */
async function* joined(storage: StorageAccess, base: string, count: number): AsyncGenerator<Uint8Array> {
  for (let iteration = 1; iteration <= count; iteration++) {
    const uri = `${base}/${iteration}/outputs.ion`;
    if ((await storage.size(uri)) !== undefined) yield* storage.stream(uri);
  }
}
