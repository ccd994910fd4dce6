import { expect, test } from 'vitest';
import type { LogQuery } from '../../../../runner/backend/types.ts';
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
