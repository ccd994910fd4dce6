import { z } from 'zod';
import { defineTask } from '../runner/plugin/define.ts';
import { string } from '../runner/plugin/properties.ts';

/** Return, but in a worker thread. */
export const threadReturn = defineTask({
  type: 'bench.Thread',
  title: 'Gives a text back, from a thread.',
  properties: z.object({ format: string() }),
  run: ({ properties }) => ({ outputs: { value: properties.format } }),
});
