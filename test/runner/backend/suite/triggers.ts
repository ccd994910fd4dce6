import { expect, test } from 'vitest';
import type { TriggerRecord, WindowRecord } from '../../../../runner/backend/triggers.ts';
import { changes, execution, log } from '../fixtures.ts';
import type { Place } from '../suite.ts';

const key = { namespace: 'company.team', flowId: 'orders', triggerId: 'clock' };
const record = (version: number, some: Partial<TriggerRecord> = {}): TriggerRecord => ({
  ...key,
  version,
  updatedDate: '2026-03-01T10:00:00.000Z',
  ...some,
});
const windowKey = { namespace: 'company.team', flowId: 'orders', conditionId: 'both' };
const window = (version: number, end: string): WindowRecord => ({
  ...windowKey,
  version,
  start: '2026-03-01T00:00:00.000Z',
  end,
  held: ['condition_1'],
  outputs: { rows: 3 },
});

export function triggerTests(place: () => Place): void {
  test('given a trigger and the execution that it made, then both are there, also for another connection', async () => {
    const backend = await place().open();
    const made = record(1, { executionId: 'e1', date: '2026-03-01T10:00:00.000Z' });
    await backend.commit(changes({ executions: [execution('e1')], triggers: { triggers: [made] } }));
    const other = await place().open();
    expect(await other.trigger(key)).toEqual(made);
    expect(await other.triggers()).toEqual([made]);
    expect(await other.execution('e1')).toBeDefined();
  });

  test('given no such trigger or window, then there is nothing', async () => {
    const backend = await place().open();
    expect(await backend.trigger(key)).toBeUndefined();
    expect(await backend.window(windowKey)).toBeUndefined();
  });

  test.each([
    ['the first version twice', 1],
    ['a version that another wrote already', 2],
    ['a version too far', 4],
  ])('given %s, then the commit is refused as a whole', async (_, version) => {
    const backend = await place().open();
    await backend.commit(changes({ triggers: { triggers: [record(1)] } }));
    await backend.commit(changes({ triggers: { triggers: [record(2)] } }));
    const refused = backend.commit(
      changes({
        executions: [execution('e1')],
        triggers: { triggers: [record(version, { disabled: true })] },
      }),
    );
    await expect(refused).rejects.toMatchObject({ name: 'BackendError', code: 'CONFLICT' });
    expect(await backend.trigger(key)).toEqual(record(2));
    expect(await backend.execution('e1')).toBeUndefined();
  });

  test('given a refused commit, then others of the same turn are kept', async () => {
    const backend = await place().open();
    const results = await Promise.allSettled([
      backend.commit(changes({ executions: [execution('e1')] })),
      backend.commit(changes({ triggers: { triggers: [record(3)] } })),
      backend.commit(changes({ executions: [execution('e2')] })),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await backend.countExecutions({})).toBe(2);
  });

  test('given two processes that evaluate a date at once, then one of them does', async () => {
    const [one, two] = await Promise.all([place().open(), place().open()]);
    const results = await Promise.allSettled(
      [one, two].map((backend, index) =>
        backend.commit(
          changes({ executions: [execution(`e${index}`)], triggers: { triggers: [record(1)] } }),
        ),
      ),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await one.countExecutions({})).toBe(1);
  });

  test('given a window, then it changes and goes only as it was read', async () => {
    const backend = await place().open();
    const first = window(1, '2026-03-01T23:59:59.999Z');
    const second = { ...first, version: 2, held: ['condition_1', 'condition_2'] };
    await backend.commit(changes({ triggers: { windows: [first] } }));
    await backend.commit(changes({ triggers: { windows: [second] } }));
    expect(await backend.window(windowKey)).toEqual(second);
    await expect(backend.commit(changes({ triggers: { windows: [second] } }))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await expect(backend.commit(changes({ triggers: { deletedWindows: [first] } }))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await backend.commit(changes({ triggers: { deletedWindows: [second] } }));
    expect(await backend.window(windowKey)).toBeUndefined();
  });

  test('given windows that ended, then they can be deleted by time', async () => {
    const backend = await place().open();
    const end = '2026-03-01T23:59:59.999Z';
    await backend.commit(changes({ triggers: { windows: [window(1, end)] } }));
    await backend.deleteWindows(Date.parse(end));
    expect(await backend.window(windowKey)).toBeDefined();
    await backend.deleteWindows(Date.parse(end) + 1);
    expect(await backend.window(windowKey)).toBeUndefined();
  });

  test('given transitions, then each stays until it is taken, once', async () => {
    const backend = await place().open();
    const transitions = [0, 2].map((step) => ({ executionId: 'e1', step }));
    await backend.commit(changes({ executions: [execution('e1')], transitions }));
    await backend.commit(changes({ transitions: [transitions[0]!] }));
    expect(await backend.transitions(10)).toEqual(transitions);
    expect(await backend.transitions(1)).toEqual([transitions[0]]);
    await backend.commit(changes({ triggers: { taken: [transitions[0]!] } }));
    expect(await backend.transitions(10)).toEqual([transitions[1]]);
    await expect(backend.commit(changes({ triggers: { taken: [transitions[0]!] } }))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await backend.deleteExecution('e1');
    expect(await backend.transitions(10)).toEqual([]);
  });

  test('given transitions of a process without triggers, then they are kept while somebody hears them', async () => {
    const backend = await place().open();
    const at = (step: number) => ({ executionId: 'e1', step });
    const commit = (step: number) => backend.commit(changes({ foreignTransitions: [at(step)] }));
    await backend.commit(changes({ executions: [execution('e1')], foreignTransitions: [at(0)] }));
    expect(await backend.transitions(10)).toEqual([]);
    await backend.hearTransitions(60_000);
    await commit(1);
    await commit(1);
    expect(await backend.transitions(10)).toEqual([at(1)]);
    await backend.hearTransitions(-1);
    await commit(2);
    expect(await backend.transitions(10)).toEqual([at(1), at(2)]);
  });

  test('given the log entry of a trigger, then it names the trigger', async () => {
    const backend = await place().open();
    await backend.commit(changes({ logs: [log('e1', 'no', { triggerId: 'clock' })] }));
    expect((await backend.logs({ executionId: 'e1' })).entries).toEqual([
      log('e1', 'no', { triggerId: 'clock' }),
    ]);
  });
}
