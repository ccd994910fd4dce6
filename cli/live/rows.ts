import { isTerminated } from '../../runner/execution/states.ts';
import type { StateName, TaskRun } from '../../runner/execution/types.ts';
import type { Siblings, TaskRunTree } from './tree.ts';

/** One line of the drawn tree: a task run, or how many siblings are in which state. */
export type Row =
  | { depth: number; kind: 'run'; run: TaskRun }
  | { depth: number; kind: 'summary'; counts: [StateName, number][]; total: number };

/** How much is shown: siblings one by one up to `limit`; children of what ended well, or not. */
interface Detail {
  limit: number;
  finished: boolean;
}

/** From everything that fits to the least. */
const details = (room: number): readonly Detail[] => [
  { limit: room, finished: true },
  { limit: 8, finished: true },
  { limit: 8, finished: false },
  { limit: 3, finished: false },
  { limit: 1, finished: false },
];

/** States in the order in which they deserve a line of their own. */
const interest: readonly StateName[] = [
  'FAILED',
  'RUNNING',
  'KILLING',
  'RETRYING',
  'PAUSED',
  'BREAKPOINT',
  'RESTARTED',
  'WARNING',
  'KILLED',
  'CANCELLED',
  'RETRIED',
  'CREATED',
  'QUEUED',
  'SUCCESS',
  'SKIPPED',
];

/**
 * The rows that tell most about a tree in at most `room` lines. Where there is too little room, many siblings become a
 * summary with the failed and running ones below it, then what is inside finished tasks is left out, then the end is cut.
 * Visits no more task runs than it shows, whatever the size of the tree.
 */
export function rowsOf(tree: TaskRunTree, room: number): Row[] {
  let rows: Row[] = [];
  for (const detail of details(room)) {
    rows = [];
    collect(tree, undefined, 0, detail, rows, room);
    if (rows.length <= room) return rows;
  }
  return rows.slice(0, Math.max(0, room));
}

function collect(
  tree: TaskRunTree,
  parentId: string | undefined,
  depth: number,
  detail: Detail,
  rows: Row[],
  room: number,
): void {
  const siblings = tree.below(parentId);
  if (siblings === undefined) return;
  const isMany = siblings.ids.length > detail.limit;
  if (isMany) rows.push({ depth, kind: 'summary', counts: countsOf(siblings), total: siblings.ids.length });
  for (const id of isMany ? mostInteresting(siblings, detail.limit) : siblings.ids) {
    // One row too many says that it does not fit.
    if (rows.length > room) return;
    const run = tree.taskRun(id)!;
    rows.push({ depth, kind: 'run', run });
    if (detail.finished || !endedWell(run)) collect(tree, id, depth + 1, detail, rows, room);
  }
}

function endedWell({ state }: TaskRun): boolean {
  return isTerminated(state.current) && state.current !== 'FAILED';
}

function countsOf({ byState }: Siblings): [StateName, number][] {
  return interest.flatMap((state): [StateName, number][] => {
    const number = byState.get(state)?.size ?? 0;
    return number === 0 ? [] : [[state, number]];
  });
}

/**
 * Those that failed or that something happens to; the summary says enough of the others. Failed ones take at most half,
 * so that one still sees what is going on.
 */
function mostInteresting({ byState }: Siblings, limit: number): string[] {
  const chosen: string[] = [];
  for (const state of interest.slice(0, interest.indexOf('CREATED'))) {
    const share = state === 'FAILED' ? Math.ceil(limit / 2) : limit;
    for (const id of byState.get(state) ?? []) {
      if (chosen.length >= share) break;
      chosen.push(id);
    }
  }
  return chosen;
}
