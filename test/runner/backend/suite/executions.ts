import { expect, test } from 'vitest';
import type { DateMatch, ExecutionQuery } from '../../../../runner/backend/types.ts';
import type { Execution } from '../../../../runner/execution/types.ts';
import { changes, execution, labelled, metric, state, transition } from '../fixtures.ts';
import type { Place } from '../suite.ts';

export function executionTests(place: () => Place): void {
  /** Writes the executions; gives a function that lists the ids of a query. */
  async function given(...executions: Execution[]) {
    const backend = await place().open();
    await backend.commit(changes({ executions }));
    return async (query: ExecutionQuery) => {
      const found = await backend.executions({ limit: 100, ...query });
      expect(await backend.countExecutions(query)).toBe(found.length);
      return found.map(({ id }) => id);
    };
  }
  const at = (date: string) => state('RUNNING', date);

  test('given executions, then the one that started last comes first, of two at once the one written last', async () => {
    const list = await given(
      execution('middle', { state: at('2026-03-01T10:00:00.000001Z') }),
      execution('old', { state: at('2026-03-01T10:00:00Z') }),
      execution('new', { state: at('2026-03-01T10:00:00.5Z') }),
      execution('newer', { state: at('2026-03-01T10:00:00.5Z') }),
    );
    expect(await list({})).toEqual(['newer', 'new', 'middle', 'old']);
  });

  test('given more than a page, then a page has 25 unless said, and offset goes on', async () => {
    const backend = await place().open();
    await backend.commit(changes({ executions: Array.from({ length: 30 }, (_, i) => execution(`e${i}`)) }));
    const ids = async (query: ExecutionQuery) => (await backend.executions(query)).map(({ id }) => id);

    expect(await ids({})).toHaveLength(25);
    expect(await ids({ limit: 2 })).toEqual(['e29', 'e28']);
    expect(await ids({ limit: 2, offset: 28 })).toEqual(['e1', 'e0']);
    expect(await backend.countExecutions({})).toBe(30);
  });

  test('given a namespace and a flow, then only its executions are listed', async () => {
    const list = await given(
      execution('a'),
      execution('b', { flowId: 'other' }),
      execution('c', { namespace: 'company.team.sub' }),
    );
    expect(await list({ namespace: 'company.team' })).toEqual(['b', 'a']);
    expect(await list({ namespace: 'company.team', flowId: 'orders' })).toEqual(['a']);
    expect(await list({ namespace: 'company' })).toEqual([]);
  });

  test('given states, then executions in one of them now are listed', async () => {
    const backend = await place().open();
    const inState = (id: string, name: 'RUNNING' | 'FAILED' | 'SUCCESS') =>
      execution(id, { state: state(name) });
    await backend.commit(
      changes({ executions: [inState('a', 'RUNNING'), inState('b', 'FAILED'), inState('c', 'SUCCESS')] }),
    );
    await backend.commit(changes({ executions: [inState('a', 'FAILED')] }));

    expect((await backend.executions({ states: ['FAILED'] })).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(await backend.countExecutions({ states: ['FAILED', 'SUCCESS'] })).toBe(3);
    expect(await backend.countExecutions({ states: [] })).toBe(0);
  });

  test('given bounds, then executions that started between them are listed, both ends included', async () => {
    const list = await given(
      execution('a', { state: at('2026-03-01T10:00:00.000000Z') }),
      execution('b', { state: at('2026-03-01T11:00:00.000000Z') }),
      execution('c', { state: at('2026-03-01T12:00:00.000000Z') }),
    );
    const started = (comparison: DateMatch['comparison'], at: string) =>
      list({ started: [{ comparison, at }] });
    expect(await started('>=', '2026-03-01T11:00:00Z')).toEqual(['c', 'b']);
    expect(await started('<=', '2026-03-01T12:00:00+01:00')).toEqual(['b', 'a']);
    expect(await started('>', '2026-03-01T11:00:00Z')).toEqual(['c']);
    expect(await started('<>', '2026-03-01T11:00:00Z')).toEqual(['c', 'a']);
    await expect(started('=', 'yesterday')).rejects.toThrow('"yesterday" is no ISO instant');
  });

  test('given labels, then executions that have all of them now are listed', async () => {
    const backend = await place().open();
    const labels = (...pairs: [string, string][]) => pairs.map(([key, value]) => ({ key, value }));
    await backend.commit(
      changes({
        executions: [
          execution('a', { labels: labels(['team', 'red'], ['env', 'prod'], ['env', 'prod']) }),
          execution('b', { labels: labels(['team', 'red']) }),
        ],
      }),
    );
    const count = (wanted: Record<string, string>) => backend.countExecutions(labelled(wanted));
    expect(await count({ team: 'red' })).toBe(2);
    expect(await count({ team: 'red', env: 'prod' })).toBe(1);

    await backend.commit(changes({ executions: [execution('a', { labels: labels(['team', 'blue']) })] }));
    expect(await count({ team: 'red' })).toBe(1);
    expect(await count({ team: 'blue' })).toBe(1);
    expect(await count({ env: 'prod' })).toBe(0);
  });

  test('given subflows and Flow triggers, then only what a task made is listed as triggered by an execution', async () => {
    const trigger = (variables: Record<string, unknown>) => ({
      trigger: { id: 't', type: 'any', variables },
    });
    const list = await given(
      execution('parent'),
      execution('subflow', trigger({ executionId: 'parent', taskId: 'call', taskRunId: 'r1' })),
      execution('reaction', trigger({ executionId: 'parent', state: 'SUCCESS' })),
      execution('stranger', trigger({ executionId: 'other', taskId: 'call', taskRunId: 'r2' })),
    );
    expect(await list({ triggeredBy: 'parent' })).toEqual(['subflow']);
  });

  test('given a text, then it is compared as asked for, in any of the fields', async () => {
    const list = await given(
      execution('a', { namespace: 'company', flowId: 'orders' }),
      execution('b', { namespace: 'company.team', flowId: 'Orders-daily' }),
      execution('c', { namespace: 'company-b', flowId: 'bills' }),
    );
    type Match = NonNullable<ExecutionQuery['texts']>[number];
    const having = (match: Partial<Match> & Pick<Match, 'comparison' | 'values'>) =>
      list({ texts: [{ fields: ['namespace'], ...match }] });
    expect(await having({ comparison: 'is', values: ['company', 'company-b'] })).toEqual(['c', 'a']);
    expect(await having({ comparison: 'below', values: ['company'] })).toEqual(['b', 'a']);
    expect(await having({ comparison: 'startsWith', values: ['company-'] })).toEqual(['c']);
    expect(await having({ comparison: 'endsWith', values: ['.team', '-b'] })).toEqual(['c', 'b']);
    expect(await having({ comparison: 'below', values: ['company'], not: true })).toEqual(['c']);
    expect(await having({ comparison: 'is', values: [] })).toEqual([]);
    expect(
      await having({ fields: ['flowId', 'namespace'], comparison: 'contains', values: ['ORDERS', '-B'] }),
    ).toEqual(['c', 'b', 'a']);
    expect(await having({ fields: ['triggeredBy'], comparison: 'is', values: ['x'], not: true })).toEqual([
      'c',
      'b',
      'a',
    ]);
  });

  test('given an order, then executions come in it: also by their ends and how long they took', async () => {
    const took = (id: string, start: string, end?: string) =>
      execution(id, {
        state: {
          current: end ? 'SUCCESS' : 'RUNNING',
          histories: [
            { state: 'CREATED', date: `2026-03-01T${start}:00.000000Z` },
            ...(end ? [{ state: 'SUCCESS' as const, date: `2026-03-01T${end}:00.000000Z` }] : []),
          ],
        },
      });
    const list = await given(
      took('long', '10:00', '12:00'),
      took('short', '10:30', '10:31'),
      took('open', '09:00'),
    );
    const by = (...sort: NonNullable<ExecutionQuery['sort']>) => list({ sort });
    expect(await by({ by: 'startDate' })).toEqual(['open', 'long', 'short']);
    expect(await by({ by: 'endDate', descending: true })).toEqual(['long', 'short', 'open']);
    expect(await by({ by: 'duration' })).toEqual(['short', 'long', 'open']);
    expect(await by({ by: 'state' }, { by: 'id', descending: true })).toEqual(['open', 'short', 'long']);
  });

  test('given executions of tests, then lists can leave them out', async () => {
    const list = await given(execution('a'), execution('b', { kind: 'TEST' }));
    expect(await list({})).toEqual(['b', 'a']);
    expect(await list({ normalOnly: true })).toEqual(['a']);
    expect(await list({ kind: 'TEST' })).toEqual(['b']);
    expect(await list({ kind: 'PLAYGROUND' })).toEqual([]);
  });

  test('given executions, then the flows that they ran are told, each once', async () => {
    const backend = await place().open();
    const names = [
      ['b', 'x'],
      ['a', 'y'],
      ['a', 'x'],
      ['a', 'y'],
    ] as const;
    await backend.commit(
      changes({
        executions: names.map(([namespace, flowId], index) => execution(`e${index}`, { namespace, flowId })),
      }),
    );
    expect(await backend.executedFlows()).toEqual([
      { namespace: 'a', flowId: 'x' },
      { namespace: 'a', flowId: 'y' },
      { namespace: 'b', flowId: 'x' },
    ]);
  });

  test('given what is to stay, then it is left when the execution is deleted', async () => {
    const backend = await place().open();
    await backend.commit(changes({ ...transition('e1'), metrics: [metric('e1', 'e1a', 'rows')] }));
    await backend.deleteExecution('e1', { keepMetrics: true });
    expect((await backend.logs({ executionId: 'e1' })).entries).toEqual([]);
    expect(await backend.metrics('e1')).toHaveLength(1);
    await backend.commit(transition('e2'));
    await backend.deleteExecution('e2', { keepLogs: true });
    expect((await backend.logs({ executionId: 'e2' })).entries).not.toEqual([]);
    expect(await backend.taskRuns('e2')).toEqual([]);
  });

  test('given a deleted execution, then nothing of it is left and others are whole', async () => {
    const backend = await place().open();
    await backend.commit(changes({ ...transition('e1'), metrics: [metric('e1', 'e1a', 'rows')] }));
    await backend.commit(transition('e2'));
    await backend.deleteExecution('e1');

    expect(await backend.execution('e1')).toBeUndefined();
    expect(await backend.taskRuns('e1')).toEqual([]);
    expect((await backend.logs({ executionId: 'e1' })).entries).toEqual([]);
    expect(await backend.metrics('e1')).toEqual([]);
    expect(await backend.pending('e1')).toEqual({ queue: [], timers: [] });
    expect(await backend.countExecutions(labelled({ run: 'e1' }))).toBe(0);
    expect(await backend.taskRuns('e2')).toHaveLength(3);
    expect(await backend.countExecutions(labelled({ run: 'e2' }))).toBe(1);
  });
}
