import { z } from 'zod';
import { fixed } from '../../../plugin/properties.ts';

/** The window of time within which several executions have to end (flow-language §6.13, checks §1.4). */
export const timeWindow = () => fixed(z.strictObject(shape).superRefine(check));

const iso = z.union([z.string(), z.number()]);

const shape = {
  type: z
    .enum(['DURATION_WINDOW', 'SLIDING_WINDOW', 'DAILY_TIME_WINDOW', 'DAILY_TIME_DEADLINE'])
    .default('DURATION_WINDOW')
    .describe('Kind of window.'),
  window: iso.optional().describe('Length of the window as an ISO-8601 duration; P1D by default.'),
  windowAdvance: iso.optional().describe('ISO-8601 duration by which the start of the window is moved.'),
  startTime: z.string().optional().describe('ISO time at which the window of each day begins.'),
  endTime: z.string().optional().describe('ISO time at which it ends.'),
  deadline: z.string().optional().describe('ISO time until which, each day from midnight, executions count.'),
};

/** What belongs to each kind: it has to be there, or may be there; everything else must be absent. */
const rules = {
  DURATION_WINDOW: { required: [], allowed: ['window', 'windowAdvance'] },
  SLIDING_WINDOW: { required: [], allowed: ['window'] },
  DAILY_TIME_WINDOW: { required: ['startTime', 'endTime'], allowed: [] },
  DAILY_TIME_DEADLINE: { required: ['deadline'], allowed: [] },
} as const;

function check(value: z.infer<z.ZodObject<typeof shape>>, context: z.RefinementCtx): void {
  const required: readonly string[] = rules[value.type].required;
  const allowed: readonly string[] = rules[value.type].allowed;
  for (const name of ['window', 'windowAdvance', 'startTime', 'endTime', 'deadline'] as const) {
    const present = value[name] !== undefined;
    if (required.includes(name) && !present) {
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `Time window of type \`${value.type}\` must have a \`${name}\``,
      });
    }
    if (present && !required.includes(name) && !allowed.includes(name)) {
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `Time window of type \`${value.type}\` cannot have a \`${name}\``,
      });
    }
  }
}
