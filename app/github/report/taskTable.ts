import type { ExecutionDocument, StateName, TaskRun } from '../../../runner/execution/types.ts';
import { cell } from '../../../runner/report/escape.ts';
import { durationText, table } from '../../../runner/report/markdown.ts';
import { bytesOf, type Part } from './budget.ts';
import { iconOf } from './states.ts';
import { spanOf } from './text.ts';

/** Up to so many, each task run has a row of its own. */
const mostRows = 100;
/** Beyond, only those that did not simply succeed. */
const mostNotable = 50;

interface Row {
  cells: string[];
  isFailure: boolean;
}

/**
 * The task runs of an execution (github §9.3). Of many, those that failed, wait or work have rows, the others one row for
 * each task and state. Rows that say least go first where there is too little room.
 *
 * @param now epoch milliseconds
 */
export function taskTable(execution: ExecutionDocument, now: number): Part {
  const runs = execution.taskRunList;
  if (runs.length === 0) return { text: '' };
  const began = spanOf(execution.state, now).start;
  const rows = rowsOf(runs, began, now);
  return {
    text: render(rows),
    rank: 9,
    noun: 'row of the task table',
    count: rows.length,
    shorten: (bytes) => shorten(rows, bytes),
  };
}

function rowsOf(runs: readonly TaskRun[], began: number, now: number): Row[] {
  const own = runs.length <= mostRows ? runs : notable(runs).slice(0, mostNotable);
  const shown = new Set(own);
  return [
    ...own.map((run) => single(run, began, now)),
    ...grouped(
      runs.filter((run) => !shown.has(run)),
      began,
      now,
    ),
  ];
}

/** Failures come first: fifty warnings must not hide one. */
function notable(runs: readonly TaskRun[]): TaskRun[] {
  const found = runs.filter(({ state }) => !isPlain(state.current));
  const failures = found.filter(({ state }) => state.current === 'FAILED');
  return [...failures, ...found.filter(({ state }) => state.current !== 'FAILED')];
}

function isPlain(state: StateName): boolean {
  return state === 'SUCCESS' || state === 'SKIPPED' || state === 'CREATED';
}

function single(run: TaskRun, began: number, now: number): Row {
  const { current } = run.state;
  const { start, end } = spanOf(run.state, now);
  const wasRun = current !== 'SKIPPED' && current !== 'CREATED';
  const name = cell(run.taskId) + (run.value === undefined ? '' : ` ${cell(run.value, 60)}`);
  return {
    isFailure: current === 'FAILED',
    cells: [
      iconOf(current),
      name,
      current,
      run.attempts === undefined ? '–' : String(run.attempts.length),
      wasRun ? durationText(end - start) : '–',
      wasRun ? durationText(start - began) : '–',
    ],
  };
}

interface Group {
  run: TaskRun;
  runs: number;
  attempts: number;
  time: number;
  start: number;
}

/** One row for the runs of a task in a state; the duration is their sum. */
function grouped(runs: readonly TaskRun[], began: number, now: number): Row[] {
  const groups = new Map<string, Group>();
  for (const run of runs) {
    const key = `${run.state.current} ${run.taskId}`;
    const { start, end } = spanOf(run.state, now);
    const group = groups.get(key) ?? { run, runs: 0, attempts: 0, time: 0, start };
    group.runs++;
    group.attempts += run.attempts?.length ?? 0;
    group.time += end - start;
    group.start = Math.min(group.start, start);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ run, runs: number, attempts, time, start }) => ({
    isFailure: run.state.current === 'FAILED',
    cells: [
      iconOf(run.state.current),
      `${cell(run.taskId)} × ${number.toLocaleString('en-US')}`,
      run.state.current,
      attempts === 0 ? '–' : attempts.toLocaleString('en-US'),
      `Σ ${durationText(time)}`,
      durationText(start - began),
    ],
  }));
}

function render(rows: readonly Row[]): string {
  const head = ['', 'Task', 'State', 'Attempts', 'Duration', 'Started'];
  return table(
    head,
    ['-', '-', '-', '-:', '-:', '-:'],
    rows.map(({ cells }) => cells),
  );
}

/** As many rows as fit, failures before others, in their order. */
function shorten(rows: readonly Row[], bytes: number): { text: string; omitted: number } {
  let left = bytes - bytesOf(render([]));
  const kept = new Set<Row>();
  for (const row of [
    ...rows.filter(({ isFailure }) => isFailure),
    ...rows.filter(({ isFailure }) => !isFailure),
  ]) {
    left -= bytesOf(row.cells.join(' | ')) + 5;
    if (left < 0) break;
    kept.add(row);
  }
  const shown = rows.filter((row) => kept.has(row));
  return { text: shown.length === 0 ? '' : render(shown), omitted: rows.length - shown.length };
}
