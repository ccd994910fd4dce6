/** Plugin types that behave badly, each in its own way. */
import { z } from 'zod';
import { defineTask } from '../../../runner/plugin/define.ts';

const properties = z.object({});

export const spin = defineTask({
  type: 'test.Spin',
  title: 'Never gives its thread back.',
  properties,
  run() {
    for (;;);
  },
});

export const heap = defineTask({
  type: 'test.Heap',
  title: 'Takes memory until there is none.',
  properties,
  run() {
    const taken = [];
    for (;;) taken.push(new Array(2_000_000).fill(1.5));
  },
});

export const fails = defineTask({
  type: 'test.Fails',
  title: 'Throws.',
  properties,
  run() {
    throw new Error('thrown by a plugin');
  },
});

export const failsLater = defineTask({
  type: 'test.FailsLater',
  title: 'Throws where nobody catches.',
  properties,
  async run() {
    setTimeout(() => {
      throw new Error('thrown later');
    }, 10);
    await new Promise((done) => setTimeout(done, 2_000));
    return {};
  },
});

export const exits = defineTask({
  type: 'test.Exits',
  title: 'Ends its process.',
  properties,
  run() {
    process.exit(0);
  },
});

export const prints = defineTask({
  type: 'test.Prints',
  title: 'Prints to the stdout of the process.',
  properties,
  run() {
    console.log('printed by a plugin');
    return {};
  },
});

export const circle = defineTask({
  type: 'test.Circle',
  title: 'Gives an output that contains itself.',
  properties,
  run() {
    const outputs: Record<string, unknown> = {};
    outputs['self'] = outputs;
    return { outputs };
  },
});

export const noData = defineTask({
  type: 'test.NoData',
  title: 'Gives an output that is no data.',
  properties,
  run: () => ({ outputs: { call: () => 1 } }),
});
