import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defineTask, defineTrigger } from '../../../runner/plugin/define.ts';
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

/** Takes its process along: by a heap that outruns V8's limit, by a map that grows for ever, or by a crash. */
export const takeAlong = defineTask({
  type: 'test.TakeAlong',
  title: 'TakeAlong',
  properties: z.object({ how: z.enum(['objects', 'map', 'abort']) }),
  run({ properties: { how } }) {
    if (how === 'abort') process.kill(process.pid, 'SIGSEGV');
    const kept: unknown[] = [];
    const grown = new Map<number, unknown>();
    for (;;)
      if (how === 'objects') kept.push(new Array(1000).fill({}));
      else grown.set(grown.size, { at: `entry ${grown.size}` });
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

/** Says which process it runs in. */
export const pid = defineTask({
  type: 'test.Pid',
  title: 'Pid',
  properties: z.object({}),
  run: () => ({ outputs: { pid: process.pid } }),
});

/** Logs which process it runs in, then computes for ever. */
export const spinPid = defineTask({
  type: 'test.SpinPid',
  title: 'SpinPid',
  properties: z.object({}),
  async run({ logLines }) {
    await logLines('INFO', [String(process.pid)]);
    for (;;);
  },
});

/** A trigger that logs each time it is asked, and starts the flow where it is told what to give. */
export const poll = defineTrigger({
  type: 'test.Poll',
  title: 'Poll',
  properties: z.object({ gives: string().optional() }),
  evaluate({ properties: { gives }, log }) {
    log('INFO', 'polled');
    return gives === undefined ? undefined : { gives };
  },
});

/** Gives an output as it is stored encrypted. */
export const seal = defineTask({
  type: 'test.Seal',
  title: 'Seal',
  properties: z.object({ encrypted: string() }),
  run: ({ properties: { encrypted } }) => ({
    outputs: { value: { type: 'io.kestra.datatype:aes_encrypted', value: encrypted } },
  }),
});

/** Looks at executions and flows, and switches the triggers of its own flow off. */
export const reach = defineTask({
  type: 'test.Reach',
  title: 'Reach',
  properties: z.object({}),
  async run({ executions, flows, triggers, flow: { namespace, id } }) {
    const refused = await executions
      .resume({ executionId: 'nothing' })
      .catch((error: Error) => error.message);
    return {
      outputs: {
        count: await executions.count({ namespace }),
        flows: (await flows.list()).map(({ flow }) => flow.id),
        switched: await triggers.toggle({ namespace, flowId: id }, false),
        refused,
      },
    };
  },
});

/** Asks for the right to read issues, and says with what token. */
export const borrow = defineTask({
  type: 'test.Borrow',
  title: 'Borrow',
  properties: z.object({}),
  async run({ credentials, log, sealed }) {
    const { token, repository } = (await credentials.github({ permissions: { issues: 'read' } }))!;
    log('INFO', `The token is ${token}`);
    return { outputs: { repository, sealed } };
  },
});
