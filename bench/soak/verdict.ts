import { type Rest, stock, sumOf } from './samples.ts';

/** What one thing may grow by between two rests, whatever was done between them. */
interface Tolerance {
  name: string;
  of(rest: Rest): number;
  unit: string;
  most(before: number): number;
}

/**
 * Caches that fill, pages of the heap and of the database that are kept for the next work: what grows further than this is a
 * leak. It does not depend on how long the soak lasts, so a longer one finds smaller leaks.
 */
const tolerances: readonly Tolerance[] = [
  { name: 'live heap', of: ({ heap }) => heap, unit: 'MB', most: () => 4 },
  { name: 'resident memory', of: ({ resident }) => resident, unit: 'MB', most: () => 40 },
  { name: 'handles', of: ({ handles }) => sumOf(handles), unit: '', most: () => 2 },
  {
    name: 'file descriptors',
    of: ({ descriptors }) => sumOf(descriptors) - inStock(descriptors),
    unit: '',
    most: () => 2,
  },
  {
    name: 'ends of pipes in stock',
    of: ({ descriptors }) => inStock(descriptors),
    unit: '',
    most: (before) => 16 - before,
  },
  { name: 'database', of: ({ database }) => database, unit: 'MB', most: (before) => 1 + before / 4 },
  { name: 'stored files', of: ({ files }) => files, unit: '', most: () => 0 },
  { name: 'open executions', of: ({ open }) => open, unit: '', most: () => 0 },
];

function inStock(descriptors: Rest['descriptors']): number {
  return descriptors[stock] ?? 0;
}

/** What grew between two rests, line by line, and whether any of it grew too much. */
export function compareRests(before: Rest, after: Rest): { lines: string[]; grew: boolean } {
  let grew = false;
  const lines = tolerances.map(({ name, of, unit, most }) => {
    const [first, last] = [of(before), of(after)];
    const limit = most(first);
    const isOver = last - first > limit;
    grew ||= isOver;
    const change = `${last >= first ? '+' : ''}${digits(last - first)}`;
    return (
      `${isOver ? 'GREW' : 'ok  '}  ${name}: ${digits(first)} → ${digits(last)} ${unit}`.trimEnd() +
      ` (${change}, tolerance +${digits(limit)})`
    );
  });
  return { lines, grew };
}

export function digits(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
