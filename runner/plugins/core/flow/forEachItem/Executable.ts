import { z } from 'zod';
import { defineMachineTask } from '../../../../plugin/define.ts';
import { fixed } from '../../../../plugin/properties.ts';
import { subflowProperties } from '../subflowProperties.ts';

/** The second task of a ForEachItem: makes one execution for each batch (flow-language §6.1 ForEachItem). */
export default defineMachineTask({
  kind: 'executable',
  type: 'io.kestra.plugin.core.flow.ForEachItem$ForEachItemExecutable',
  title: 'Run another flow for each batch of a ForEachItem.',
  properties: z.object({
    splits: fixed(z.string()).describe('URI of a text file with the URI of a batch on each line.'),
    ...subflowProperties,
  }),
  outputs: z.object({
    iterations: z.record(z.string(), z.int()).optional().describe('Number of executions by state.'),
    numberOfBatches: z.int().optional().describe('Number of batches.'),
    subflowOutputsBaseUri: z
      .string()
      .optional()
      .describe('Storage URI below which the outputs of the executions are kept.'),
  }),
});
