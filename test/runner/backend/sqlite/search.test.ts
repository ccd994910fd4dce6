import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMemoryBackend } from '../../../../runner/backend/sqlite/index.ts';
import type { Backend } from '../../../../runner/backend/types.ts';
import type { LogEntry } from '../../../../runner/execution/types.ts';

let backend: Backend;
beforeEach(async () => {
  backend = await openMemoryBackend();
});
afterEach(() => backend.close());

const entry = (
  namespace: string,
  message: string,
  second: number,
  level: LogEntry['level'] = 'INFO',
): LogEntry => ({
  executionId: `of-${namespace}`,
  namespace,
  flowId: 'flow',
  level,
  timestamp: `2024-01-01T00:00:0${second}.000000Z`,
  message,
});

async function write(...logs: LogEntry[]): Promise<void> {
  await backend.commit({
    flows: [],
    leases: [],
    executions: [],
    over: [],
    taskRuns: [],
    deletedTaskRuns: [],
    logs,
    metrics: [],
    enqueued: [],
    dequeued: [],
    timers: [],
    cancelledTimers: [],
  });
}

describe('searching logs of all executions', () => {
  const page = { limit: 2, offset: 0 };
  const messages = async (search: Partial<Parameters<Backend['searchLogs']>[0]>) => {
    const { entries, total } = await backend.searchLogs({ ...page, ...search });
    return [entries.map(({ message }) => message), total];
  };
  beforeEach(() =>
    write(
      entry('a', 'one', 1),
      entry('a.b', 'two', 2, 'ERROR'),
      entry('ab', 'three', 3),
      entry('a-b', 'four', 4, 'DEBUG'),
    ),
  );

  it('gives the newest first, in pages, with the number of all', async () => {
    expect(await messages({})).toEqual([['four', 'three'], 4]);
    expect(await messages({ offset: 2 })).toEqual([['two', 'one'], 4]);
    expect(await messages({ oldestFirst: true })).toEqual([['one', 'two'], 4]);
  });

  it('takes a namespace with those below it, not those that begin alike', async () => {
    expect(await messages({ namespacePrefix: 'a' })).toEqual([['two', 'one'], 2]);
  });

  it('filters by level, text and time', async () => {
    expect(await messages({ minLevel: 'WARN' })).toEqual([['two'], 1]);
    expect(await messages({ text: 'TH' })).toEqual([['three'], 1]);
    expect(await messages({ text: '%' })).toEqual([[], 0]);
    expect(
      await messages({ after: '2024-01-01T00:00:02.000000Z', before: '2024-01-01T00:00:03.000000Z' }),
    ).toEqual([['three', 'two'], 2]);
  });
});
