import { describe, expect, test } from 'vitest';
import type { LogEntry } from '../../../../../runner/execution/types.ts';
import type { LogAccess, LogPurge } from '../../../../../runner/plugin/types.ts';
import Fetch from '../../../../../runner/plugins/core/log/Fetch.ts';
import PurgeLogs from '../../../../../runner/plugins/core/log/PurgeLogs.ts';
import { engineWorld } from '../../../../support/engine.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

const log = (id: string, message: string, more = '') =>
  `{ id: ${id}, type: io.kestra.plugin.core.log.Log, message: '${message}'${more} }`;
const typed = (id: string, type: string, more = '') =>
  `{ id: ${id}, type: io.kestra.plugin.core.log.${type}${more} }`;

describe('log.Fetch (flow-language §6.3)', () => {
  test('given an execution, then what its tasks logged so far is in the file, and nothing of the execution itself', async () => {
    const { run } = await engineWorld();
    const ended = await run(`tasks:
  - ${log('a', 'one "quoted"')}
  - ${log('b', 'two', ', level: WARN')}
  - ${log('c', 'three', ', level: DEBUG')}
  - ${typed('all', 'Fetch')}
  - ${typed('warnings', 'Fetch', ', level: WARN')}
  - ${typed('own', 'Fetch', ', level: TRACE, tasksId: [a, c]')}
  - { id: text, type: io.kestra.plugin.core.debug.Return, format: "{{ read(outputs.all.uri) }}" }
  - { id: row, type: io.kestra.plugin.core.debug.Return, format: "{{ fromIon(read(outputs.own.uri)).message }}" }`);
    const outputsOf = (id: string) => ended.taskRunList.find(({ taskId }) => taskId === id)!.outputs!;
    expect(outputsOf('all')['size']).toBe(2);
    expect(outputsOf('warnings')['size']).toBe(1);
    expect(outputsOf('own')['size']).toBe(2);
    const text = String(outputsOf('text')['value']);
    expect(text.trimEnd().split('\n')).toHaveLength(2);
    expect(text).toContain(String.raw`message:"one \"quoted\""`);
    expect(text).toContain(`executionId:"${ended.id}"`);
    expect(outputsOf('row')['value']).toBe('one "quoted"');
  });

  test('given another execution, then its log is read, but not where namespace or flow are others', async () => {
    const { run } = await engineWorld();
    const other = await run(`tasks: [${log('a', 'of the other')}]`);
    const fetch = (id: string, more: string) => typed(id, 'Fetch', `, executionId: ${other.id}${more}`);
    const ended = await run(
      `tasks: [${fetch('a', '')}, ${fetch('b', ', namespace: tests, flowId: flow')}, ${fetch('c', ', namespace: else')}, ${fetch('d', ', flowId: else')}]`,
    );
    expect(ended.taskRunList.map(({ outputs }) => outputs!['size'])).toEqual([1, 1, 0, 0]);
  });

  test('given more entries than come at once, then all of them are in the file', async () => {
    const entry = (n: number): LogEntry => ({
      executionId: 'e',
      namespace: 'n',
      flowId: 'f',
      taskId: 'a',
      level: 'INFO',
      timestamp: '2026-01-01T00:00:00Z',
      message: String(n),
    });
    const pages = [[entry(1), entry(2)], [entry(3)], []];
    const asked: (number | undefined)[] = [];
    const logs: LogAccess = {
      read: async ({ after }) => {
        asked.push(after);
        return { entries: pages[after ?? 0]!, cursor: (after ?? 0) + 1 };
      },
      purge: async () => 0,
    };
    const world = await taskWorld({ logs });
    const result = await world.run(Fetch);
    expect(result?.outputs?.['size']).toBe(3);
    expect((await world.text(result?.outputs?.['uri'])).match(/message:"\d"/g)).toHaveLength(3);
    expect(asked).toEqual([undefined, 1, 2]);
  });
});

describe('log.PurgeLogs (flow-language §6.3)', () => {
  test('given an end date, then older entries of all executions are gone, and the rest stays', async () => {
    const { run, messages } = await engineWorld();
    const first = await run(`tasks: [${log('a', 'old')}]`);
    const purge = await run(
      `tasks: [${typed('purge', 'PurgeLogs', ', endDate: "{{ execution.startDate }}"')}, ${log('b', 'new')}]`,
    );
    expect(await messages(first.id)).toEqual([]);
    expect(purge.taskRunList[0]!.outputs!['count']).toBe(3);
    expect(await messages(purge.id)).toContain('new');
  });

  test('given levels and an execution, then only those are gone', async () => {
    const { run, messages } = await engineWorld();
    const { id } = await run(
      `tasks: [${log('a', 'kept', ', level: WARN')}, ${log('b', 'gone', ', level: DEBUG')}]`,
    );
    await run(
      `tasks: [${typed('purge', 'PurgeLogs', `, executionId: ${id}, logLevels: [DEBUG, INFO], startDate: "2020-01-01T00:00:00Z", endDate: "{{ now() | dateAdd(1, 'DAYS') }}"`)}]`,
    );
    expect(await messages(id)).toEqual(['kept']);
  });

  test.each([
    ['2026-01-31T10:00:00+02:00', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T10:00:00.123456+01:00[Europe/Paris]', '2026-01-31T09:00:00.123Z'],
  ])('given the date %s, then it is the instant %s', async (endDate, instant) => {
    const asked: LogPurge[] = [];
    const logs: LogAccess = {
      read: async () => ({ entries: [], cursor: 0 }),
      purge: async (purge) => {
        asked.push(purge);
        return 7;
      },
    };
    const world = await taskWorld({ logs });
    expect(await world.run(PurgeLogs, { endDate })).toEqual({ outputs: { count: 7 } });
    expect(asked).toEqual([{ to: instant }]);
  });

  test('given a text that is no date, then the task fails and names the property', async () => {
    const world = await taskWorld();
    await expect(world.run(PurgeLogs, { endDate: 'tomorrow' })).rejects.toThrow('Property `endDate`');
  });
});
