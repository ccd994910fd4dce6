import { expect, test } from 'vitest';
import type { Backend } from '../../../../runner/backend/types.ts';
import type { StateName } from '../../../../runner/execution/types.ts';
import { changes, execution, state } from '../fixtures.ts';
import type { Place } from '../suite.ts';

export function admissionTests(place: () => Place): void {
  /** An execution of the flow, made at a second of the day. */
  const made = (id: string, second: number, current: StateName = 'CREATED') =>
    execution(id, { state: state(current, `2026-03-01T10:00:${String(second).padStart(2, '0')}.000000Z`) });
  /** Written by the process that drives them. */
  const write = (backend: Backend, ...executions: ReturnType<typeof made>[]) =>
    backend.commit(
      changes({
        executions,
        leases: executions.map(({ id }) => ({ executionId: id, holder: 'one', ttl: 30_000 })),
      }),
    );

  test('given a limit, then as many executions are admitted, and the next learns how many run', async () => {
    const backend = await place().open();
    await write(backend, made('a', 1), made('b', 2), made('c', 3));
    expect(await backend.admit('a', 2)).toEqual({ granted: true, running: 0 });
    expect(await backend.admit('b', 2)).toEqual({ granted: true, running: 1 });
    expect(await backend.admit('c', 2)).toEqual({ granted: false, running: 2 });
  });

  test('given an execution of another flow, then it takes no slot', async () => {
    const backend = await place().open();
    await write(backend, { ...made('other', 1), flowId: 'invoices' }, made('a', 2));
    await backend.admit('other', 1);
    expect((await backend.admit('a', 1)).granted).toBe(true);
  });

  test('given a final state, then the slot is held until the execution is over', async () => {
    const backend = await place().open();
    await write(backend, made('a', 1), made('b', 2));
    await backend.admit('a', 1);
    await write(backend, made('a', 1, 'SUCCESS'));
    expect((await backend.admit('b', 1)).granted).toBe(false);
    await backend.commit(changes({ over: ['a'] }));
    expect((await backend.admit('b', 1)).granted).toBe(true);
  });

  test('given a paused execution, then it holds its slot', async () => {
    const backend = await place().open();
    await write(backend, made('a', 1), made('b', 2));
    await backend.admit('a', 1);
    await write(backend, made('a', 1, 'PAUSED'));
    expect((await backend.admit('b', 1)).granted).toBe(false);
  });

  test('given an execution that was admitted already, then asking again changes nothing', async () => {
    const backend = await place().open();
    await write(backend, made('a', 1));
    await backend.admit('a', 1);
    expect(await backend.admit('a', 1)).toEqual({ granted: true, running: 0 });
  });

  test('given queued executions, then the oldest is next, also before one that is new', async () => {
    const backend = await place().open();
    await write(backend, made('second', 3, 'QUEUED'), made('first', 2, 'QUEUED'), made('new', 4));
    for (const id of ['second', 'new']) expect((await backend.admit(id, 1)).granted).toBe(false);
    expect((await backend.admit('first', 1)).granted).toBe(true);
  });

  test('given one that is queued but driven by no live process, then it holds nobody up', async () => {
    const backend = await place().open();
    await write(backend, made('left', 1, 'QUEUED'), made('new', 2));
    expect((await backend.admit('new', 1)).granted).toBe(false);
    await backend.release('left', 'one');
    expect((await backend.admit('new', 1)).granted).toBe(true);
  });

  test('given several free slots, then as many of the oldest get one', async () => {
    const backend = await place().open();
    await write(backend, made('a', 1, 'QUEUED'), made('b', 2, 'QUEUED'), made('c', 3, 'QUEUED'));
    expect((await backend.admit('c', 2)).granted).toBe(false);
    expect((await backend.admit('b', 2)).granted).toBe(true);
    await write(backend, made('b', 2, 'RUNNING'));
    expect((await backend.admit('a', 2)).granted).toBe(true);
  });

  test('given an ended execution that is restarted, then it asks for a slot anew', async () => {
    const backend = await place().open();
    await write(backend, made('a', 1), made('b', 2));
    await backend.admit('a', 1);
    await backend.commit(changes({ executions: [made('a', 1, 'FAILED')], over: ['a'] }));
    await backend.admit('b', 1);
    await write(backend, made('a', 1, 'RESTARTED'));
    expect(await backend.admit('a', 1)).toEqual({ granted: false, running: 1 });
  });

  test('given two processes that ask at once for one slot, then one gets it', async () => {
    const [one, two] = await Promise.all([place().open(), place().open()]);
    await write(one, made('a', 1), made('b', 2));
    const answers = await Promise.all([one.admit('a', 1), two.admit('b', 1)]);
    expect(answers.filter(({ granted }) => granted)).toHaveLength(1);
  });
}
