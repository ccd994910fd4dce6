import { z } from 'zod';
import { defineCondition } from '../../../plugin/define.ts';
import { duration, fixed } from '../../../plugin/properties.ts';
import { timeWindow } from '../trigger/timeWindow.ts';

/** flow-language §6.12, MultipleCondition; it works as the preconditions of §6.13. */
export default defineCondition({
  type: 'io.kestra.plugin.core.condition.MultipleCondition',
  title: 'True when all its conditions held within a window of time.',
  deprecated: 'Use the preconditions of io.kestra.plugin.core.trigger.Flow.',
  properties: z.object({
    id: fixed(z.string()).describe('Names the window; unique in the flow.'),
    timeWindow: timeWindow().optional().describe('Within which time all conditions have to hold.'),
    window: duration().optional().describe('Deprecated: use timeWindow.'),
    windowAdvance: duration().optional().describe('Deprecated: use timeWindow.'),
    resetOnSuccess: fixed(z.boolean())
      .default(true)
      .describe('Whether all conditions have to hold anew afterwards.'),
    conditions: fixed(z.record(z.string(), z.looseObject({}))).describe('Conditions by name.'),
  }),
});
