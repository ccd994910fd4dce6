import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteBackend } from '../../../runner/backend/sqlite/index.ts';
import type { Backend } from '../../../runner/backend/types.ts';
import type { Execution } from '../../../runner/execution/types.ts';
import { type EngineWorld, engineWorld } from '../../support/engine.ts';
import { task } from '../../support/simulation.ts';

const sleep = (id: string, duration = 'PT0.2S') =>
  `{ id: ${id}, type: io.kestra.plugin.core.flow.Sleep, duration: ${duration} }`;
const limited = (limit: number, behavior: string, tasks: string, more = '') =>
  `concurrency: { limit: ${limit}, behavior: ${behavior} }\ntasks: [${tasks}]${more}`;

const historyOf = ({ state }: Execution) => state.histories.map((entry) => entry.state);
const dateOf = ({ state }: Execution, name: string) =>
  state.histories.find((entry) => entry.state === name)?.date ?? '';

/** Waits until an execution is in a state. */
async function reached(backend: Backend, { id }: Execution, state: string): Promise<void> {
  while ((await backend.execution(id))?.state.current !== state)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('executions of a flow with a limit (flow-language §7.6)', () => {
  it('given QUEUE, then they run one after the other, in the order they were made', async () => {
    const { start, engine, messages } = await engineWorld();
    const flow = limited(1, 'QUEUE', sleep('a'));
    const made = [];
    for (let i = 0; i < 4; i++) made.push(await start(flow));
    const ended = await Promise.all(made.map(({ id }) => engine.ended(id)));
    expect(historyOf(ended[0]!)).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
    for (let i = 1; i < 4; i++) {
      expect(historyOf(ended[i]!)).toEqual(['CREATED', 'QUEUED', 'RUNNING', 'SUCCESS']);
      expect(dateOf(ended[i]!, 'RUNNING') >= dateOf(ended[i - 1]!, 'SUCCESS')).toBe(true);
    }
    expect(await messages(ended[3]!.id)).toContain(
      'Execution is queued due to concurrency limit exceeded, 1 running(s)',
    );
  });

  it('given a limit of two, then two run at a time', async () => {
    const { start, engine } = await engineWorld();
    const made = await Promise.all(Array.from({ length: 5 }, () => start(limited(2, 'QUEUE', sleep('a')))));
    const ended = await Promise.all(made.map(({ id }) => engine.ended(id)));
    const atOnce = ended.map(
      (one) =>
        ended.filter(
          (other) =>
            dateOf(other, 'RUNNING') <= dateOf(one, 'RUNNING') &&
            dateOf(other, 'SUCCESS') > dateOf(one, 'RUNNING'),
        ).length,
    );
    expect(Math.max(...atOnce)).toBe(2);
    expect(ended.filter((one) => historyOf(one).includes('QUEUED'))).toHaveLength(3);
  });

  it('given tasks of afterExecution, then the next begins when they are over', async () => {
    const { start, engine } = await engineWorld();
    const flow = limited(1, 'QUEUE', task('a'), `\nafterExecution: [${sleep('z')}]`);
    const [first, second] = [await start(flow), await start(flow)];
    const ended = await engine.ended(first.id);
    const after = ended.taskRunList.find(({ taskId }) => taskId === 'z')!;
    expect(dateOf(await engine.ended(second.id), 'RUNNING') >= after.state.histories.at(-1)!.date).toBe(true);
  });

  it.each([
    ['CANCEL', 'CANCELLED'],
    ['FAIL', 'FAILED'],
  ])('given %s, then one too many ends as %s, also while the first is paused', async (behavior, state) => {
    const { start, run, engine, backend } = await engineWorld();
    const flow = limited(
      1,
      behavior,
      '{ id: p, type: io.kestra.plugin.core.flow.Pause, pauseDuration: PT0.3S }',
    );
    const first = await start(flow);
    await reached(backend, first, 'PAUSED');
    const second = await run(flow);
    expect(historyOf(second)).toEqual(['CREATED', state]);
    expect(second.taskRunList).toEqual([]);
    expect((await engine.ended(first.id)).state.current).toBe('SUCCESS');
    expect((await run(limited(1, behavior, task('b')))).state.current).toBe('SUCCESS');
  });

  it('given QUEUE and a first one that is paused, then it keeps its slot', async () => {
    const { start, engine, backend } = await engineWorld();
    const flow = limited(
      1,
      'QUEUE',
      '{ id: p, type: io.kestra.plugin.core.flow.Pause, pauseDuration: PT0.2S }',
    );
    const first = await start(flow);
    await reached(backend, first, 'PAUSED');
    const second = await start(flow);
    await reached(backend, second, 'QUEUED');
    const [one, other] = [await engine.ended(first.id), await engine.ended(second.id)];
    expect(historyOf(other).slice(0, 3)).toEqual(['CREATED', 'QUEUED', 'RUNNING']);
    expect(historyOf(other).at(-1)).toBe('SUCCESS');
    expect(dateOf(other, 'RUNNING') >= dateOf(one, 'SUCCESS')).toBe(true);
  });

  it('given a kill of one that is queued, then it ends and the next in line is not held up', async () => {
    const { start, engine, backend } = await engineWorld();
    const flow = limited(1, 'QUEUE', sleep('a', 'PT0.4S'));
    const [first, second, third] = [await start(flow), await start(flow), await start(flow)];
    await reached(backend, second, 'QUEUED');
    await engine.kill(second.id);
    expect(historyOf(await engine.ended(second.id))).toEqual(['CREATED', 'QUEUED', 'KILLING', 'KILLED']);
    await engine.ended(first.id);
    expect(historyOf(await engine.ended(third.id))).toEqual(['CREATED', 'QUEUED', 'RUNNING', 'SUCCESS']);
  });

  it('given a restart while another one runs, then it is queued', async () => {
    const { start, run, engine } = await engineWorld();
    const fail = '{ id: b, type: io.kestra.plugin.core.execution.Fail }';
    const first = await run(limited(1, 'QUEUE', fail));
    const second = await start(limited(1, 'QUEUE', sleep('a')));
    await engine.restart(first.id);
    const restarted = await engine.ended(first.id);
    const states = ['CREATED', 'RUNNING', 'FAILED', 'RESTARTED', 'QUEUED', 'RUNNING', 'FAILED'];
    expect(historyOf(restarted)).toEqual(states);
    const { date } = restarted.state.histories.at(-2)!;
    expect(date >= dateOf(await engine.ended(second.id), 'SUCCESS')).toBe(true);
  });

  it('given a flow that others call as subflow, then its limit holds for them', async () => {
    const child = `id: child\nnamespace: tests\n${limited(1, 'QUEUE', sleep('a', 'PT0.1S'))}`;
    const { run, backend } = await engineWorld({ files: { 'flows/child.yaml': child } });
    const call = (id: string) =>
      `{ id: ${id}, type: io.kestra.plugin.core.flow.Subflow, namespace: tests, flowId: child }`;
    const ended = await run(
      `tasks: [{ id: both, type: io.kestra.plugin.core.flow.Parallel, tasks: [${call('one')}, ${call('two')}] }]`,
    );
    expect(ended.state.current).toBe('SUCCESS');
    const children = await backend.executions({ flowId: 'child' });
    expect(children.filter((one) => historyOf(one).includes('QUEUED'))).toHaveLength(1);
  });
});

describe('two processes with one home', () => {
  /** Engines over connections of their own to one database. */
  async function twoEngines(): Promise<[EngineWorld, EngineWorld]> {
    const home = await mkdtemp(join(tmpdir(), 'tutti-concurrency-'));
    onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));
    const open = async () => {
      const backend = await openSqliteBackend({ home });
      onTestFinished(() => backend.close());
      return engineWorld({ backend });
    };
    return [await open(), await open()];
  }

  it('given QUEUE, then an execution of one waits for that of the other', async () => {
    const [one, two] = await twoEngines();
    const flow = limited(1, 'QUEUE', sleep('a', 'PT0.5S'));
    const first = await one.start(flow);
    await reached(one.backend, first, 'RUNNING');
    const second = await two.run(flow);
    expect(historyOf(second)).toEqual(['CREATED', 'QUEUED', 'RUNNING', 'SUCCESS']);
    expect(dateOf(second, 'RUNNING') >= dateOf(await one.engine.ended(first.id), 'SUCCESS')).toBe(true);
  });

  it('given one that stops, then the other takes up what ran and what was queued, in order', async () => {
    const [one, two] = await twoEngines();
    const flow = limited(1, 'QUEUE', sleep('a', 'PT0.3S'));
    const [first, second] = [await one.start(flow), await one.start(flow)];
    await reached(one.backend, second, 'QUEUED');
    await one.engine.close();
    expect(await two.engine.recover()).toEqual([first.id, second.id]);
    const ended = await two.engine.ended(first.id);
    const last = await two.engine.ended(second.id);
    expect(historyOf(last)).toEqual(['CREATED', 'QUEUED', 'RUNNING', 'SUCCESS']);
    expect(dateOf(last, 'RUNNING') >= dateOf(ended, 'SUCCESS')).toBe(true);
  });

  it('given CANCEL and a start in both at once, then one of them runs', async () => {
    const [one, two] = await twoEngines();
    const flow = limited(1, 'CANCEL', sleep('a', 'PT0.5S'));
    const ended = await Promise.all([one.run(flow), two.run(flow)]);
    expect(ended.map(({ state }) => state.current).sort()).toEqual(['CANCELLED', 'SUCCESS']);
  });
});
