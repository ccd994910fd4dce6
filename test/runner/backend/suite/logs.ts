import { describe, expect, test } from 'vitest';
import type { LogQuery, MetricAggregation } from '../../../../runner/backend/types.ts';
import type { MetricEntry } from '../../../../runner/execution/types.ts';
import type { LogPurge } from '../../../../runner/plugin/types.ts';
import { changes, execution, log, metric } from '../fixtures.ts';
import type { Place } from '../suite.ts';

export function logTests(place: () => Place): void {
  async function given() {
    const backend = await place().open();
    const of = (taskId: string, attemptNumber: number) => ({
      taskId,
      taskRunId: `run-${taskId}`,
      attemptNumber,
    });
    const logs = [
      log('e1', 'flow started'),
      log('e1', 'reading', { ...of('extract', 0), level: 'DEBUG' }),
      log('e1', 'no connection', { ...of('extract', 0), level: 'ERROR' }),
      log('e2', 'of another execution', { level: 'ERROR' }),
      log('e1', 'read', { ...of('extract', 1), level: 'INFO' }),
      log('e1', 'slow', { ...of('load', 0), level: 'WARN' }),
    ];
    await backend.commit(changes({ logs }));
    const messages = async (query: Partial<LogQuery>) =>
      (await backend.logs({ executionId: 'e1', ...query })).entries.map(({ message }) => message);
    return { backend, messages };
  }

  test('given entries, then they come in the order of writing, by task run, task, attempt and least level', async () => {
    const { messages } = await given();
    expect(await messages({})).toEqual(['flow started', 'reading', 'no connection', 'read', 'slow']);
    expect(await messages({ taskRunId: 'run-load' })).toEqual(['slow']);
    expect(await messages({ taskId: 'extract' })).toEqual(['reading', 'no connection', 'read']);
    expect(await messages({ taskId: 'extract', attemptNumber: 0 })).toEqual(['reading', 'no connection']);
    expect(await messages({ minLevel: 'WARN' })).toEqual(['no connection', 'slow']);
    expect(await messages({ taskIds: ['load', 'other'] })).toEqual(['slow']);
    expect(await messages({ taskIds: [] })).toEqual([]);
    expect(await messages({ ofTaskRuns: true })).toEqual(['reading', 'no connection', 'read', 'slow']);
  });

  test('given a cursor, then only later entries come, and none means the cursor stays', async () => {
    const { backend, messages } = await given();
    const first = await backend.logs({ executionId: 'e1', limit: 2 });
    expect(first.entries.map(({ message }) => message)).toEqual(['flow started', 'reading']);
    expect(await messages({ after: first.cursor })).toEqual(['no connection', 'read', 'slow']);

    const { cursor } = await backend.logs({ executionId: 'e1' });
    expect(await backend.logs({ executionId: 'e1', after: cursor })).toEqual({ entries: [], cursor });
    await backend.commit(changes({ logs: [log('e1', 'later')] }));
    expect(await messages({ after: cursor })).toEqual(['later']);
  });

  describe('deleting log entries', () => {
    const [early, middle, late] = [
      '2026-01-01T00:00:00.000000Z',
      '2026-01-02T00:00:00.000000Z',
      '2026-01-03T00:00:00Z',
    ];
    const deleting = async (purge: Partial<LogPurge>) => {
      const backend = await place().open();
      const logs = [
        log('e1', 'early', { timestamp: early, level: 'DEBUG' }),
        log('e1', 'middle', { timestamp: middle, level: 'WARN' }),
        log('e2', 'below', { timestamp: middle, namespace: 'company.team.orders', flowId: 'other' }),
        log('e3', 'beside', { timestamp: middle, namespace: 'company.teams' }),
      ];
      await backend.commit(changes({ logs }));
      const count = await backend.deleteLogs({ to: late, ...purge });
      const left = await Promise.all(['e1', 'e2', 'e3'].map((executionId) => backend.logs({ executionId })));
      const messages = left.flatMap(({ entries }) => entries.map(({ message }) => message));
      expect(count).toBe(4 - messages.length);
      return messages;
    };

    test.each<[string, Partial<LogPurge>, string[]]>([
      ['nothing but an end', {}, []],
      ['an end, it included', { to: '2026-01-01T00:00:00Z' }, ['middle', 'below', 'beside']],
      [
        'a start, it included',
        { from: '2026-01-01T12:00:00+12:00', to: '2026-01-01T00:00:00.000Z' },
        ['middle', 'below', 'beside'],
      ],
      ['a later start', { from: '2026-01-01T00:00:00.001Z' }, ['early']],
      ['an execution', { executionId: 'e1' }, ['below', 'beside']],
      ['levels', { levels: ['DEBUG', 'WARN'] }, ['below', 'beside']],
      ['a namespace', { namespace: 'company.team' }, ['beside']],
      ['a namespace and a flow', { namespace: 'company.team', flowId: 'orders' }, ['below', 'beside']],
    ])('given %s, then only the entries go that it holds for', async (_, purge, left) => {
      expect(await deleting(purge)).toEqual(left);
    });
  });

  test('given any text, then it comes back as it was', async () => {
    const backend = await place().open();
    const message = 'quotes \' " \\ lines\nand\ttabs, NUL \0, ünïcode 🎻, {{ braces }}';
    await backend.commit(changes({ logs: [log('e1', message)] }));
    expect((await backend.logs({ executionId: 'e1' })).entries[0]?.message).toBe(message);
  });

  test('given metrics, then they come by execution and by task run', async () => {
    const backend = await place().open();
    const metrics = [metric('e1', 'r1', 'rows'), metric('e1', 'r2', 'rows'), metric('e2', 'r3', 'rows')];
    await backend.commit(changes({ metrics }));
    expect(await backend.metrics('e1')).toEqual(metrics.slice(0, 2));
    expect(await backend.metrics('e1', 'r2')).toEqual(metrics.slice(1, 2));
  });

  test('given metrics of a flow, then names, tasks and figures over time are told, those of tests left out', async () => {
    const backend = await place().open();
    const at = (date: string, value: number, more: Partial<MetricEntry> = {}): MetricEntry => ({
      ...metric('e1', 'r1', 'rows'),
      timestamp: `2026-03-${date}:00.000000Z`,
      value,
      ...more,
    });
    await backend.commit(
      changes({
        executions: [execution('e1'), execution('e9', { kind: 'TEST' })],
        metrics: [
          at('01T10:00', 1),
          at('01T10:30', 3),
          at('02T09:00', 5, { taskId: 'load' }),
          at('09T09:00', 7),
          at('01T10:00', 100, { executionId: 'e9' }),
          at('01T10:00', 2, { name: 'bytes', taskId: 'load' }),
          at('01T10:00', 9, { name: 'others', flowId: 'bills' }),
        ],
      }),
    );
    const flow = { namespace: 'company.team', flowId: 'orders' };
    expect(await backend.metricNames(flow)).toEqual(['bytes', 'rows']);
    expect(await backend.metricNames({ ...flow, taskId: 'extract' })).toEqual(['rows']);
    expect(await backend.metricTasks(flow)).toEqual(['extract', 'load']);

    const range = { from: '2026-03-01T00:00:00Z', to: '2026-03-31T00:00:00Z' };
    const rows = (aggregation: MetricAggregation['aggregation'], more: Partial<MetricAggregation> = {}) =>
      backend
        .aggregateMetric({ ...flow, ...range, name: 'rows', aggregation, groupBy: 'day', ...more })
        .then((found) => found.map(({ date, value }) => [date.slice(0, 13), value]));
    expect(await rows('sum')).toEqual([
      ['2026-03-01T00', 4],
      ['2026-03-02T00', 5],
      ['2026-03-09T00', 7],
    ]);
    expect(await rows('avg', { groupBy: 'hour', to: '2026-03-01T23:00:00Z' })).toEqual([
      ['2026-03-01T10', 2],
    ]);
    expect(await rows('max', { groupBy: 'month' })).toEqual([['2026-03-01T00', 7]]);
    expect(await rows('min', { taskId: 'load' })).toEqual([['2026-03-02T00', 5]]);
    // The first of March 2026 is a Sunday: its week began in February.
    expect(await rows('count', { groupBy: 'week' })).toEqual([
      ['2026-02-23T00', 2],
      ['2026-03-02T00', 1],
      ['2026-03-09T00', 1],
    ]);
  });
}
