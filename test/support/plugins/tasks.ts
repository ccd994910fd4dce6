import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defineTask } from '../../../runner/plugin/define.ts';
import { integer, string, typed } from '../../../runner/plugin/properties.ts';

/** Tasks that do what tasks should not, each in a thread of its own unless it says otherwise. */

/** Writes to its working directory, says where that is, then computes for ever and never looks up. */
export const spin = defineTask({
  type: 'test.Spin',
  title: 'Spin',
  properties: z.object({}),
  async run({ workingDirectory, logLines }) {
    const path = await workingDirectory();
    await writeFile(join(path, 'left.txt'), 'left behind');
    await logLines('INFO', [path]);
    for (;;);
  },
});

/** Asks for more memory than there is. */
export const exhaust = defineTask({
  type: 'test.Exhaust',
  title: 'Exhaust',
  properties: z.object({}),
  run() {
    const kept: unknown[] = [];
    for (;;) kept.push(new Array(20_000).fill(kept.length));
  },
});

/** Ends the process that it takes for its own. */
export const exit = defineTask({
  type: 'test.Exit',
  title: 'Exit',
  properties: z.object({}),
  run() {
    process.exit(3);
  },
});

/** Throws what it is told to. */
export const raise = defineTask({
  type: 'test.Throw',
  title: 'Throw',
  properties: z.object({ message: string(), kept: string().optional() }),
  run({ properties, keepOutputs }) {
    if (properties.kept !== undefined) keepOutputs({ kept: properties.kept });
    throw new Error(properties.message);
  },
});

/** A rejection that nobody looks at. */
export const reject = defineTask({
  type: 'test.Reject',
  title: 'Reject',
  properties: z.object({}),
  async run() {
    void Promise.reject(new Error('nobody looks'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    return undefined;
  },
});

/** Gives back what it was given. */
export const give = defineTask({
  type: 'test.Give',
  title: 'Give',
  properties: z.object({ value: typed().optional(), least: integer().optional() }),
  run: ({ properties }) => ({ outputs: { ...properties } }),
});

/** Gives what no record can hold, from the engine's own thread. */
export const circular = defineTask({
  type: 'test.Circular',
  title: 'Circular',
  properties: z.object({}),
  runs: 'inline',
  run() {
    const outputs: Record<string, unknown> = {};
    outputs['self'] = outputs;
    return { outputs };
  },
});

/** Waits until it is interrupted, in the engine's own thread. */
export const listen = defineTask({
  type: 'test.Listen',
  title: 'Listen',
  properties: z.object({}),
  runs: 'inline',
  async run({ signal }) {
    await new Promise((_resolve, rejectWith) => {
      signal.addEventListener('abort', () => rejectWith(signal.reason));
    });
    return undefined;
  },
});

/** Writes many lines, one call each, or in batches as it should. */
export const lines = defineTask({
  type: 'test.Lines',
  title: 'Lines',
  properties: z.object({ count: integer(), batch: integer().default(1) }),
  runs: 'inline',
  async run({ properties: { count, batch }, log, logLines }) {
    for (let i = 0; i < count; i += batch)
      if (batch === 1) log('INFO', `line ${i}`);
      else
        await logLines(
          'INFO',
          Array.from({ length: batch }, (_, offset) => `line ${i + offset}`),
        );
    return undefined;
  },
});

/** Says where its working directory is, and leaves a file there. */
export const directory = defineTask({
  type: 'test.Directory',
  title: 'Directory',
  properties: z.object({}),
  async run({ workingDirectory }) {
    const path = await workingDirectory();
    await writeFile(join(path, 'left.txt'), 'left behind');
    return { outputs: { path } };
  },
});
