import { expect, test } from 'vitest';
import type { LogEntry } from '../../../../runner/execution/types.ts';
import { changes, execution, log, state, taskRun, transition } from '../fixtures.ts';
import type { Place } from '../suite.ts';

export function commitTests(place: () => Place): void {
  test('given a commit, when it resolved, then every record is there as it was', async () => {
    const backend = await place().open();
    const written = execution('e1', {
      inputs: { day: '2026-03-01', big: 12345678901234567890n },
      commit: 'abc',
    });
    await backend.commit(changes({ ...transition('e1'), executions: [written] }));

    expect(await backend.execution('e1')).toEqual(written);
    expect(await backend.taskRuns('e1')).toEqual(transition('e1').taskRuns.map(({ taskRun }) => taskRun));
    expect((await backend.logs({ executionId: 'e1' })).entries).toEqual(transition('e1').logs);
    const { enqueued, timers } = transition('e1');
    expect(await backend.pending('e1')).toEqual({ queue: enqueued, timers });
  });

  test('given an unknown id, then there is no execution, no task run and nothing pending', async () => {
    const backend = await place().open();
    expect(await backend.execution('nobody')).toBeUndefined();
    expect(await backend.taskRuns('nobody')).toEqual([]);
    expect(await backend.pending('nobody')).toEqual({ queue: [], timers: [] });
  });

  test('given a commit of which one row is refused, then nothing of it is kept', async () => {
    const backend = await place().open();
    await expect(backend.commit({ ...transition('e1'), logs: [unwritable] })).rejects.toThrow();

    expect(await backend.execution('e1')).toBeUndefined();
    expect(await backend.taskRuns('e1')).toEqual([]);
    expect(await backend.pending('e1')).toEqual({ queue: [], timers: [] });
  });

  test('given a bad commit among good ones of the same turn, then only the bad one rejects', async () => {
    const backend = await place().open();
    const outcomes = await Promise.allSettled([
      backend.commit(transition('e1')),
      backend.commit({ ...transition('e2'), logs: [unwritable] }),
      backend.commit(transition('e3')),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await backend.countExecutions({})).toBe(2);
    expect(await backend.execution('e2')).toBeUndefined();
    expect((await backend.logs({ executionId: 'e1' })).entries).toHaveLength(2);
  });

  test('given commits of one turn, then they are applied in the order of asking', async () => {
    const backend = await place().open();
    const states = ['CREATED', 'RUNNING', 'SUCCESS'] as const;
    await Promise.all(
      states.map((current) =>
        backend.commit(changes({ executions: [execution('e1', { state: state(current) })] })),
      ),
    );
    expect((await backend.execution('e1'))?.state.current).toBe('SUCCESS');
  });

  test('given records that change after the call, then what they were at the call is written', async () => {
    const backend = await place().open();
    const record = execution('e1');
    const logs = [log('e1', 'kept')];
    const done = backend.commit(changes({ executions: [record], logs }));
    record.state = state('FAILED');
    logs.length = 0;
    await done;

    expect((await backend.execution('e1'))?.state.current).toBe('RUNNING');
    expect((await backend.logs({ executionId: 'e1' })).entries).toHaveLength(1);
  });

  test('given a task run written again, then it is replaced and keeps its place', async () => {
    const backend = await place().open();
    const [first, second] = ['a', 'b'].map((id, sequence) => ({ taskRun: taskRun('e1', id), sequence }));
    await backend.commit(changes({ taskRuns: [second!, first!] }));
    const ended = taskRun('e1', 'a', { state: state('SUCCESS'), outputs: { value: 1 } });
    await backend.commit(changes({ taskRuns: [{ taskRun: ended, sequence: 0 }] }));

    expect(await backend.taskRuns('e1')).toEqual([ended, second!.taskRun]);
  });

  test('given more rows than one statement takes, then all are written in order', async () => {
    const backend = await place().open();
    const runs = Array.from({ length: 203 }, (_, i) => ({ taskRun: taskRun('e1', `t${i}`), sequence: i }));
    await backend.commit(changes({ taskRuns: runs }));
    expect((await backend.taskRuns('e1')).map(({ id }) => id)).toEqual(runs.map(({ taskRun }) => taskRun.id));
  });

  test('given deleted task runs, then only they are gone', async () => {
    const backend = await place().open();
    await backend.commit(transition('e1'));
    await backend.commit(changes({ deletedTaskRuns: [{ executionId: 'e1', id: 'e1b' }] }));
    expect((await backend.taskRuns('e1')).map(({ id }) => id)).toEqual(['e1a', 'e1c']);
  });

  test('given queue items, then asking twice is asking once, and they keep their order', async () => {
    const backend = await place().open();
    const item = (id: string, payload: unknown) => ({ id, executionId: 'e1', kind: 'run' as const, payload });
    await backend.commit(changes({ enqueued: [item('b', 1), item('a', 2)] }));
    await backend.commit(changes({ enqueued: [item('b', 3), item('c', null)] }));
    expect((await backend.pending('e1')).queue).toEqual([item('b', 1), item('a', 2), item('c', null)]);

    await backend.commit(changes({ dequeued: ['b', 'unknown'], enqueued: [item('b', 4)] }));
    expect((await backend.pending('e1')).queue).toEqual([item('a', 2), item('c', null), item('b', 4)]);
  });

  test('given timers, then setting one again replaces it, and the next one due comes first', async () => {
    const backend = await place().open();
    const timer = (id: string, due: number) => ({ id, executionId: 'e1', due, payload: { id } });
    await backend.commit(changes({ timers: [timer('a', 1_000), timer('b', 2_000), timer('c', 3_000)] }));
    await backend.commit(changes({ timers: [timer('a', 2_500.5)], cancelledTimers: ['c'] }));
    expect((await backend.pending('e1')).timers).toEqual([timer('b', 2_000), timer('a', 2_500.5)]);
  });

  test('given a closed backend, then it refuses, and what was asked for before is written', async () => {
    const backend = await place().open();
    const before = backend.commit(transition('e1'));
    await backend.close();
    await before;
    await expect(backend.commit(transition('e2'))).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(backend.execution('e1')).rejects.toMatchObject({ code: 'CLOSED' });
  });
}

/** A log entry that no database takes. */
const unwritable = { ...log('e1', ''), message: null } as unknown as LogEntry;
