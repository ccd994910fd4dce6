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
  const containing = (text: string) =>
    ({ fields: ['message'], comparison: 'contains', values: [text] }) as const;
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
    expect(
      await messages({ texts: [{ fields: ['namespace'], comparison: 'below', values: ['a'] }] }),
    ).toEqual([['two', 'one'], 2]);
  });

  it('filters by level, text and time', async () => {
    expect(await messages({ levels: ['WARN', 'ERROR'] })).toEqual([['two'], 1]);
    expect(await messages({ texts: [containing('TH')] })).toEqual([['three'], 1]);
    expect(await messages({ texts: [containing('%')] })).toEqual([[], 0]);
    expect(
      await messages({
        written: [
          { comparison: '>=', at: '2024-01-01T00:00:02.000000Z' },
          { comparison: '<', at: '2024-01-01T00:00:04.000000Z' },
        ],
      }),
    ).toEqual([['three', 'two'], 2]);
  });

  it('leaves out what has no such text where it must not fit, and takes what has none', async () => {
    const not = { fields: ['triggerId'], comparison: 'is', values: ['daily'], not: true } as const;
    expect((await messages({ texts: [not] }))[1]).toBe(4);
    expect(await messages({ texts: [{ ...containing('o'), not: true }] })).toEqual([['three'], 1]);
  });

  it('looks through more entries than one slice, in both directions, and stops counting at ten thousand', async () => {
    const many = Array.from({ length: 45_000 }, (_, index) => entry('many', `line ${index}`, 5));
    await write(...many);
    expect(await messages({ texts: [containing('line 3')] })).toEqual([['line 39999', 'line 39998'], 10_000]);
    expect(await messages({ texts: [containing('line 777')], oldestFirst: true })).toEqual([
      ['line 777', 'line 7770'],
      11,
    ]);
    expect(await messages({ texts: [containing('one')] })).toEqual([['one'], 1]);
    expect(await messages({ offset: 44_999 })).toEqual([['line 0', 'four'], 45_001]);
  });
});
