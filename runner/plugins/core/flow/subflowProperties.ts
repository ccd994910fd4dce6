import { z } from 'zod';
import { boolean, deep, fixed, string } from '../../../plugin/properties.ts';

/** What Subflow and ForEachItem say about the executions they make (flow-language §6.1). */
export const subflowProperties = {
  namespace: string().describe('Namespace of the flow to run.'),
  flowId: string().describe('Id of the flow to run.'),
  revision: fixed(z.int().min(1).optional()).describe(
    'Revision of the flow; the latest one where it is absent.',
  ),
  inputs: deep().optional().describe('Values for the inputs of the flow, by id.'),
  labels: deep().optional().describe('Labels for the new execution: a map, or a list of `key` and `value`.'),
  inheritLabels: boolean()
    .default(false)
    .describe('Whether the new execution also gets the labels of this one.'),
  wait: fixed(z.boolean()).default(true).describe('Whether to wait for the end of the new execution.'),
  transmitFailed: fixed(z.boolean())
    .default(true)
    .describe('Whether this task takes over a state other than SUCCESS from the execution it waited for.'),
  scheduleDate: string().optional().describe('ISO date and time at which the new execution is to start.'),
  restartBehavior: fixed(z.enum(['RETRY_FAILED', 'NEW_EXECUTION']))
    .default('RETRY_FAILED')
    .describe(
      'Whether a restart of this execution restarts a failed one that this task made, or makes a new one.',
    ),
};
