import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Backend } from '../../../../runner/backend/types.ts';
import { labelled, transition } from '../fixtures.ts';
import type { Place } from '../suite.ts';

const program = fileURLToPath(new URL('../writerProcess.ts', import.meta.url));

export function processTests(place: () => Place, driver: string): void {
  test('given an empty place that three processes open and write to at once, then everything is there', async () => {
    const children = ['one', 'two'].map((prefix) => startWriter(driver, place().address, prefix, 60));
    const backend = await place().open();
    const mine = Array.from({ length: 60 }, (_, i) => `three${i}`);
    for (const id of mine) await backend.commit(transition(id));
    expect(await Promise.all(children.map(exitCode))).toEqual([0, 0]);

    expect(await backend.countExecutions({})).toBe(180);
    for (const prefix of ['one', 'two', 'three']) {
      for (let i = 0; i < 60; i++) await expectWhole(backend, `${prefix}${i}`);
    }
  });

  test('given a process killed in the middle of its commits, then all it was told is there and nothing is half', async () => {
    const child = startWriter(driver, place().address, 'e', 1_000_000);
    const confirmed: string[] = [];
    for await (const id of createInterface(child.stdout)) {
      confirmed.push(id);
      if (confirmed.length === 40) child.kill('SIGKILL');
    }
    await exitCode(child);

    const backend = await place().open();
    const found = await backend.executions({ limit: 1_000_000 });
    expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(confirmed));
    // At most the one commit whose answer was on its way.
    expect(found.length - confirmed.length).toBeLessThanOrEqual(1);
    for (const { id } of found) await expectWhole(backend, id);
    expect(await backend.abandoned()).toHaveLength(found.length);
    await backend.commit(transition('afterwards'));
    await expectWhole(backend, 'afterwards');
  });
}

type Writer = ChildProcessByStdio<null, Readable, null>;

function startWriter(driver: string, address: string, prefix: string, count: number): Writer {
  const args = [program, driver, address, prefix, String(count)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function exitCode(child: Writer): Promise<number | null> {
  child.stdout.resume();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

/** Every row that `transition` writes is there. */
async function expectWhole(backend: Backend, id: string): Promise<void> {
  const { enqueued, timers, logs, taskRuns } = transition(id);
  expect(await backend.execution(id)).toMatchObject({ id });
  expect(await backend.taskRuns(id)).toEqual(taskRuns.map(({ taskRun }) => taskRun));
  expect((await backend.logs({ executionId: id })).entries).toEqual(logs);
  expect(await backend.pending(id)).toEqual({ queue: enqueued, timers });
  expect(await backend.countExecutions(labelled({ run: id }))).toBe(1);
}
