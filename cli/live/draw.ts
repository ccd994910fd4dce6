import { isTerminated } from '../../runner/execution/states.ts';
import type { TaskRun } from '../../runner/execution/types.ts';
import type { Paint } from '../paint.ts';
import { durationOf, paintState, paintSymbol, stateSymbols } from '../report/states.ts';
import { clip, durationText, printable } from '../report/text.ts';
import { type Row, rowsOf } from './rows.ts';
import type { TaskRunTree } from './tree.ts';

/** What a picture of a running execution depends on besides its tree. */
export interface Frame {
  /** Size in characters; the picture never exceeds it. */
  columns: number;
  rows: number;
  /** Epoch milliseconds. */
  now: number;
  paint: Paint;
  /** The latest log lines, oldest first, without line ends and colours. As many are shown as there is room for. */
  tail: readonly string[];
}

/** Log lines that are shown where the tree leaves no more room. */
const leastTail = 3;

/** A picture of an execution: a line about it, its task runs as a tree, the tail of its log. */
export function drawFrame(tree: TaskRunTree, frame: Frame): string {
  const { execution } = tree;
  if (execution === undefined || frame.rows < 1) return '';
  const body = frame.rows - 1;
  const reserved = Math.min(frame.tail.length === 0 ? 0 : leastTail + 1, Math.max(0, body - 4));
  const lines = drawTree(tree, body - reserved, frame);
  const left = body - lines.length - 1;
  const tail = left > 0 ? frame.tail.slice(-Math.min(left, 10)) : [];
  const { state, namespace, flowId } = execution;
  const title = `${stateSymbols[state.current]} ${state.current} ${namespace}.${flowId} ${durationText(durationOf(state, frame.now))}`;
  return [
    paintState(state.current, clip(title, frame.columns), frame.paint),
    ...lines,
    ...(tail.length === 0 ? [] : ['', ...tail.map((line) => frame.paint.dim(clip(line, frame.columns)))]),
  ].join('\n');
}

/** The task runs as lines, at most `room`. */
export function drawTree(
  tree: TaskRunTree,
  room: number,
  frame: Pick<Frame, 'columns' | 'now' | 'paint'>,
): string[] {
  return rowsOf(tree, room).map((row) => drawRow(row, frame));
}

function drawRow(row: Row, { columns, now, paint }: Pick<Frame, 'columns' | 'now' | 'paint'>): string {
  const indent = ' '.repeat(Math.min(2 * (row.depth + 1), Math.floor(columns / 2)));
  if (row.kind === 'summary') {
    const counts = row.counts.map(
      ([state, number]) => `${stateSymbols[state]} ${number.toLocaleString('en-US')} ${state}`,
    );
    return paint.dim(
      clip(`${indent}${row.total.toLocaleString('en-US')} in all: ${counts.join('  ')}`, columns),
    );
  }
  const { run } = row;
  const { current } = run.state;
  const end = `${detailOf(run)}${current === 'CREATED' ? '' : `  ${durationText(durationOf(run.state, now))}`}`;
  // Symbol and blanks take two characters.
  const label = clip(labelOf(run), columns - indent.length - 2 - end.length);
  return `${indent}${paintSymbol(current, paint)} ${label}${paint.dim(clip(end, columns - indent.length - 2 - label.length))}`;
}

/** `task` or `task[value]`. */
export function labelOf({ taskId, value }: Pick<TaskRun, 'taskId' | 'value'>): string {
  return printable(value === undefined ? taskId : `${taskId}[${value}]`);
}

/** The state where the symbol says too little, and which attempt it is. */
function detailOf({ state, attempts = [] }: TaskRun): string {
  const isPlain = state.current === 'SUCCESS' || state.current === 'RUNNING' || state.current === 'CREATED';
  const attempt = attempts.length > 1 && !isTerminated(state.current) ? `  attempt ${attempts.length}` : '';
  return `${isPlain ? '' : `  ${state.current}`}${attempt}`;
}
