import { expect, test } from 'vitest';
import type { Rest } from '../../../bench/soak/samples.ts';
import { compareRests } from '../../../bench/soak/verdict.ts';

const rest: Rest = {
  resident: 200,
  lag: 3,
  open: 0,
  heap: 30,
  handles: { TCPSocketWrap: 2, Timeout: 3 },
  descriptors: { socket: 10, pipe: 30 },
  database: 20,
  files: 0,
};

test('given a server that holds what it held, then nothing grew', () => {
  expect(compareRests(rest, { ...rest, heap: 33, descriptors: { socket: 9, pipe: 30 } }).grew).toBe(false);
});

test('given a stock of pipes that was used up and made anew, then nothing grew', () => {
  const filled = { socket: 10, pipe: 30, 'pipes in stock': 16 };
  expect(compareRests(rest, { ...rest, descriptors: filled }).grew).toBe(false);
});

test.each<[string, Partial<Rest>]>([
  ['live heap', { heap: 34.5 }],
  ['resident memory', { resident: 241 }],
  ['handles', { handles: { TCPSocketWrap: 5, Timeout: 3 } }],
  ['file descriptors', { descriptors: { socket: 13, pipe: 30 } }],
  ['ends of pipes in stock', { descriptors: { socket: 10, pipe: 30, 'pipes in stock': 18 } }],
  ['database', { database: 27 }],
  ['stored files', { files: 1 }],
  ['open executions', { open: 1 }],
])('given more %s than is tolerated, then it grew, and its line says so', (name, change) => {
  const { lines, grew } = compareRests(rest, { ...rest, ...change });
  expect(grew).toBe(true);
  expect(lines.filter((line) => line.startsWith('GREW'))).toEqual([expect.stringContaining(`${name}:`)]);
});
