import { expect, test } from 'vitest';
import type { Client, Shown } from '../../../bench/soak/client.ts';
import { createLedger } from '../../../bench/soak/ledger.ts';

const execution = (id: string, current: string, flowId = 'parallel', date?: string): Shown => ({
  id,
  flowId,
  state: { current },
  ...(date !== undefined && { trigger: { variables: { date } } }),
});

/** A server that has these executions, and notes what is deleted. */
function clientWith(...executions: Shown[]): { client: Client; deleted: string[] } {
  const deleted: string[] = [];
  const client = {
    all: async () => executions,
    ask: async (path: string) => {
      deleted.push(path);
      return new Response();
    },
  } as unknown as Client;
  return { client, deleted };
}

test('given executions that ended as expected, then nothing is wrong, and they are deleted', async () => {
  const ledger = createLedger();
  ledger.expect(execution('a', 'CREATED'), 'SUCCESS');
  ledger.expect(execution('b', 'CREATED'), 'KILLED');
  const { client, deleted } = clientWith(execution('a', 'SUCCESS'), execution('b', 'KILLED'));
  expect(await ledger.settle(client)).toEqual([]);
  expect(ledger.settled()).toBe(2);
  expect(deleted).toEqual(['/executions/a', '/executions/b']);
});

test('given another end, an execution that is lost, and one that nobody started, then each is told', async () => {
  const ledger = createLedger();
  ledger.expect(execution('a', 'CREATED'), 'SUCCESS');
  ledger.expect(execution('b', 'CREATED'), 'SUCCESS');
  const { client } = clientWith(execution('a', 'FAILED'), execution('c', 'SUCCESS'));
  expect(await ledger.settle(client)).toEqual([
    'parallel a ended FAILED instead of SUCCESS',
    'parallel c was started by nobody',
    'parallel b has not ended SUCCESS',
  ]);
});

test('given a date of the schedule that is missing or comes twice, then it is told, across rounds', async () => {
  const ledger = createLedger();
  const tick = (second: number) =>
    execution(`t${second}`, 'SUCCESS', 'ticking', `2025-06-10T08:00:${String(second).padStart(2, '0')}Z`);
  expect(await ledger.settle(clientWith(tick(0), tick(2), tick(4)).client)).toEqual([]);
  expect(await ledger.settle(clientWith(tick(6), tick(10), tick(10)).client)).toEqual([
    'ticking: 4 s between two dates, 2025-06-10T08:00:10.000Z the later',
    'ticking: 0 s between two dates, 2025-06-10T08:00:10.000Z the later',
  ]);
});
