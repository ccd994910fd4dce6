import { describe, expect, test } from 'vitest';
import type { LogQuery } from '../../../../runner/backend/types.ts';
import type { LogPurge } from '../../../../runner/plugin/types.ts';
import { changes, log, metric } from '../fixtures.ts';
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
}
