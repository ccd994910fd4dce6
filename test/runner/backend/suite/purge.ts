import { describe, expect, test } from 'vitest';
import type { Backend, Changes } from '../../../../runner/backend/types.ts';
import type { Execution, StateName } from '../../../../runner/execution/types.ts';
import type { ExecutionPurge } from '../../../../runner/plugin/types.ts';
import { changes, execution, log, metric, taskRun } from '../fixtures.ts';
import type { Place } from '../suite.ts';

const now = Date.parse('2026-06-01T00:00:00Z');
const day = 86_400_000;

/** An instant so many days ago. */
const ago = (days: number) => `${new Date(now - days * day).toISOString().slice(0, -1)}000Z`;

/** An execution that began and ended then. */
function past(
  id: string,
  days: number,
  some: Partial<Execution> = {},
  end: StateName = 'SUCCESS',
): Execution {
  const histories = [
    { state: 'CREATED' as const, date: ago(days) },
    { state: end, date: ago(days) },
  ];
  return execution(id, { state: { current: end, histories }, ...some });
}

/** Such an execution with everything that one may have. */
function whole(ended: Execution): Changes {
  const { id, namespace, flowId } = ended;
  return changes({
    executions: [ended],
    over: [id],
    taskRuns: [{ taskRun: taskRun(id, `${id}a`), sequence: 0 }],
    logs: [log(id, 'first', { namespace, flowId }), log(id, 'second', { namespace, flowId })],
    metrics: [metric(id, `${id}a`, 'rows')],
  });
}

const fileOf = ({ id, namespace, flowId }: Execution) =>
  `/${namespace.replaceAll('.', '/')}/${flowId}/executions/${id}/tasks/extract/${id}a/data.csv`;

export function purgeTests(place: () => Place): void {
  const open = () => place().open({ now: () => now });
  const idsOf = async (backend: Backend) => (await backend.executions({})).map(({ id }) => id).sort();

  async function given(...executions: Execution[]): Promise<Backend> {
    const backend = await open();
    for (const one of executions) {
      await backend.commit(whole(one));
      await backend.files.put(fileOf(one), Buffer.from('data'));
    }
    return backend;
  }

  test('given ended executions, then all that there is of them goes', async () => {
    const old = past('old', 100);
    const backend = await given(old, past('new', 1));
    expect(await backend.countPurgeable({ endedBefore: ago(90) })).toBe(1);
    expect(await backend.purgeExecutions({ endedBefore: ago(90) })).toEqual({
      executions: 1,
      logs: 2,
      metrics: 1,
      files: 1,
    });

    expect(await idsOf(backend)).toEqual(['new']);
    expect(await backend.taskRuns('old')).toEqual([]);
    expect(await backend.logs({ executionId: 'old' })).toEqual({ entries: [], cursor: 0 });
    expect(await backend.metrics('old')).toEqual([]);
    expect(await backend.files.list('/')).toEqual([fileOf(past('new', 1))]);
    expect(await backend.taskRuns('new')).toHaveLength(1);
    expect((await backend.logs({ executionId: 'new' })).entries).toHaveLength(2);
  });

  test.each<[string, ExecutionPurge, string[]]>([
    ['nothing', {}, []],
    ['a namespace', { namespace: 'company.team' }, ['beside']],
    ['a namespace and a flow', { namespace: 'company.team', flowId: 'orders' }, ['below', 'beside', 'other']],
    ['states', { states: ['FAILED'] }, ['below', 'beside', 'first', 'other']],
    ['a first date, it included', { from: ago(10) }, ['first']],
    ['a last date, it included', { to: ago(10) }, ['other']],
    ['an end before', { endedBefore: ago(10) }, ['below', 'beside', 'failed', 'other']],
  ])('given %s, then only those go that it holds for', async (_, purge, left) => {
    const backend = await given(
      past('first', 20),
      past('failed', 10, {}, 'FAILED'),
      past('below', 10, { namespace: 'company.team.sub' }),
      past('beside', 10, { namespace: 'company.teams' }),
      past('other', 5, { flowId: 'other' }),
    );
    await backend.purgeExecutions(purge);
    expect(await idsOf(backend)).toEqual(left);
  });

  test('given an execution that began long ago and ended just now, then it stays for its time', async () => {
    const late = past('late', 100);
    late.state.histories[1]!.date = ago(1);
    const backend = await given(late);
    expect((await backend.purgeExecutions({ endedBefore: ago(90) })).executions).toBe(0);
  });

  test.each<[string, ExecutionPurge, { logs: number; metrics: number; files: number }]>([
    ['logs', { keepLogs: true }, { logs: 0, metrics: 1, files: 1 }],
    ['metrics', { keepMetrics: true }, { logs: 2, metrics: 0, files: 1 }],
    ['files', { keepFiles: true }, { logs: 2, metrics: 1, files: 0 }],
  ])('given that the %s stay, then they do, whether or not the execution does', async (_, keep, deleted) => {
    for (const keepExecutions of [true, false]) {
      const id = `kept${keepExecutions}`;
      const one = past(id, 100, { flowId: id });
      const backend = await given(one);
      const purged = await backend.purgeExecutions({ flowId: id, keepExecutions, ...keep });
      expect(purged).toEqual({ executions: 1, ...deleted });
      expect(await backend.execution(id)).toEqual(keepExecutions ? one : undefined);
      expect(await backend.taskRuns(id)).toHaveLength(keepExecutions ? 1 : 0);
      expect((await backend.logs({ executionId: id })).entries).toHaveLength(2 - deleted.logs);
      expect(await backend.metrics(id)).toHaveLength(1 - deleted.metrics);
      expect(await backend.files.size(fileOf(one))).toBe(deleted.files ? undefined : 4);
    }
  });

  describe('given an execution that is not free', () => {
    const stays = async (more: Partial<Changes>, one = past('one', 100)) => {
      const backend = await open();
      await backend.commit(changes({ executions: [one], ...more }));
      expect(await backend.countPurgeable({})).toBe(0);
      expect((await backend.purgeExecutions({})).executions).toBe(0);
      expect(await backend.execution('one')).toEqual(one);
      return backend;
    };
    const over = ['one'];

    test.each<StateName>(['CREATED', 'QUEUED', 'RUNNING', 'PAUSED', 'KILLING', 'RETRYING'])(
      'for it is %s, then it stays',
      async (current) => void (await stays({}, past('one', 100, {}, current))),
    );
    test('for its afterExecution tasks run, then it stays', async () => void (await stays({})));
    test('for a process holds it, then it stays', async () => {
      const backend = await given(past('one', 100));
      await backend.lease('one', 'me', 1_000);
      expect((await backend.purgeExecutions({})).executions).toBe(0);
    });
    test('for it is retried as a new one, then it stays', async () => {
      await stays({ over, timers: [{ id: 'one/replay', executionId: 'one', due: now, payload: {} }] });
    });
    test('for a Flow trigger has still to look at it, then it stays', async () => {
      await stays({ over, transitions: [{ executionId: 'one', step: 1 }] });
    });
    test('for its parent waits for it, then it stays until the parent is over', async () => {
      const variables = { executionId: 'parent', taskRunId: 'run' };
      const child = past('one', 100, { trigger: { id: 'sub', type: 'Subflow', variables } });
      const parent = past('parent', 100, {}, 'RUNNING');
      const backend = await stays({ over, executions: [parent, child] }, child);
      await backend.commit(changes({ executions: [past('parent', 100)], over: ['parent'] }));
      expect((await backend.purgeExecutions({})).executions).toBe(2);
    });
    test.each<[string, Partial<Execution>]>([
      ['its replay runs', { parentId: 'one' }],
      ['the replay of its replay runs', { parentId: 'other', originalId: 'one' }],
      [
        'one that it started runs',
        { trigger: { id: 'flow', type: 'Flow', variables: { executionId: 'one' } } },
      ],
    ])('for %s, then it stays until that one is over', async (_, link) => {
      const one = past('one', 100);
      const later = past('later', 1, link, 'RUNNING');
      const backend = await stays({ over, executions: [one, later] }, one);
      await backend.commit(changes({ executions: [past('later', 1, link)], over: ['later'] }));
      expect(await backend.countPurgeable({})).toBe(2);
    });
  });

  test('given hundreds of executions, some with thousands of log entries, then all are purged', async () => {
    const backend = await open();
    const ids = Array.from({ length: 130 }, (_, i) => `e${i}`);
    await backend.commit(
      changes({
        executions: ids.map((id) => past(id, 100)),
        over: ids,
        logs: ids.flatMap((id, i) =>
          Array.from({ length: i < 3 ? 1_200 : 1 }, (_, n) => log(id, `line ${n}`)),
        ),
      }),
    );
    const counts = await backend.purgeExecutions({});
    expect(counts).toEqual({ executions: 130, logs: 3_727, metrics: 0, files: 0 });
    expect((await backend.searchLogs({ limit: 1, offset: 0 })).total).toBe(0);
  });

  test('given a signal that is aborted, then nothing more goes', async () => {
    const backend = await given(past('one', 100));
    expect((await backend.purgeExecutions({}, AbortSignal.abort())).executions).toBe(0);
    expect(await idsOf(backend)).toEqual(['one']);
  });

  describe('leftovers', () => {
    test('given old log entries, then those of executions that have not ended stay', async () => {
      const backend = await open();
      await backend.commit(
        changes({
          executions: [past('ended', 100), past('open', 100, {}, 'PAUSED')],
          over: ['ended'],
          logs: [
            log('ended', 'old', { timestamp: ago(40) }),
            log('open', 'old', { timestamp: ago(40) }),
            log('', 'of a trigger', { timestamp: ago(40) }),
            log('ended', 'new', { timestamp: ago(20) }),
          ],
        }),
      );
      const counts = await backend.purgeLeftovers({ logsBefore: now - 30 * day });
      expect(counts.logs).toBe(2);
      const { entries } = await backend.searchLogs({ limit: 10, offset: 0, oldestFirst: true });
      expect(entries.map(({ executionId, message }) => `${executionId} ${message}`)).toEqual([
        'open old',
        'ended new',
      ]);
    });

    test('given KV entries, then only those go whose time was over long enough', async () => {
      const backend = await open();
      for (const [key, ttl] of [
        ['forever', undefined],
        ['lapsed', -2 * day],
        ['just', -1],
        ['good', day],
      ] as const)
        await backend.kv.set({ namespace: 'n', key, type: 'STRING', value: key, ...(ttl && { ttl }) });
      expect((await backend.purgeLeftovers({ kvExpiredBefore: now - day })).kv).toBe(1);
      expect((await backend.kv.list('n')).map(({ key }) => key)).toEqual(['forever', 'good', 'just']);
      expect((await backend.purgeLeftovers({})).kv).toBe(0);
    });

    test('given timers, queue items, signals and windows of nothing, then they go, and those of executions stay', async () => {
      const backend = await open();
      const of = (executionId: string) => ({
        timers: [{ id: `timer ${executionId}`, executionId, due: now, payload: {} }],
        enqueued: [{ id: `run ${executionId}`, executionId, kind: 'run' as const, payload: {} }],
      });
      const window = { namespace: 'n', flowId: 'f', version: 1, start: ago(9), held: [], outputs: {} };
      await backend.commit(changes({ executions: [past('open', 100, {}, 'PAUSED')], ...of('open') }));
      await backend.commit(
        changes({
          ...of('gone'),
          transitions: [{ executionId: 'gone', step: 0 }],
          triggers: {
            windows: [
              { ...window, conditionId: 'past', end: ago(8) },
              { ...window, conditionId: 'now', end: ago(-1) },
            ],
          },
        }),
      );
      for (const executionId of ['open', 'gone']) await backend.signal({ executionId, payload: {} });
      expect((await backend.purgeLeftovers({})).others).toBe(5);
      expect(await backend.pending('gone')).toEqual({ queue: [], timers: [] });
      const left = await backend.pending('open');
      expect([left.queue.length, left.timers.length]).toEqual([1, 1]);
      expect(await backend.transitions(10)).toEqual([]);
      expect(await backend.window({ namespace: 'n', flowId: 'f', conditionId: 'now' })).toBeDefined();
    });

    test('given definitions of flows, then those go that no execution refers to and nobody wrote for a day', async () => {
      let at = now - 2 * day;
      const backend = await place().open({ now: () => at });
      const flow = { id: 'orders', namespace: 'company.team' } as never;
      const flows = ['used', 'unused'].map((hash) => ({ hash, flow }));
      await backend.commit(
        changes({ flows, executions: [past('one', 100, { flowHash: 'used' })], over: ['one'] }),
      );
      expect((await backend.purgeLeftovers({})).flows).toBe(0);
      at = now;
      expect((await backend.purgeLeftovers({})).flows).toBe(1);
      expect([await backend.flow('used'), await backend.flow('unused')]).toEqual([flow, undefined]);

      await backend.commit(changes({ flows: [flows[0]!] }));
      await backend.purgeExecutions({});
      expect((await backend.purgeLeftovers({})).flows).toBe(0);
      at += 2 * day;
      expect((await backend.purgeLeftovers({})).flows).toBe(1);
    });
  });
}
