import { epochOf, isTerminated } from '../../runner/execution/states.ts';
import type { State, StateName } from '../../runner/execution/types.ts';
import type { Paint } from '../paint.ts';

/** A character for each state, one column wide, that reads without colours too. */
export const stateSymbols: Readonly<Record<StateName, string>> = {
  CREATED: '·',
  QUEUED: '·',
  RUNNING: '▶',
  RESTARTED: '▶',
  PAUSED: '‖',
  BREAKPOINT: '‖',
  RETRYING: '↻',
  RETRIED: '↻',
  SUCCESS: '✔',
  WARNING: '!',
  FAILED: '✖',
  KILLING: '■',
  KILLED: '■',
  CANCELLED: '■',
  SKIPPED: '○',
};

/** Colours a text as its state. */
export function paintState(state: StateName, text: string, paint: Paint): string {
  switch (state) {
    case 'SUCCESS':
      return paint.green(text);
    case 'WARNING':
    case 'RETRYING':
    case 'RETRIED':
      return paint.yellow(text);
    case 'FAILED':
      return paint.red(text);
    case 'KILLING':
    case 'KILLED':
    case 'CANCELLED':
      return paint.magenta(text);
    case 'RUNNING':
    case 'RESTARTED':
      return paint.blue(text);
    case 'PAUSED':
    case 'BREAKPOINT':
      return paint.cyan(text);
    case 'CREATED':
    case 'QUEUED':
    case 'SKIPPED':
      return paint.dim(text);
  }
}

/** The state's symbol in its colour. */
export function paintSymbol(state: StateName, paint: Paint): string {
  return paintState(state, stateSymbols[state], paint);
}

/** Milliseconds from the state's first entry to its last, or to `now` (epoch milliseconds) while it has not ended (flow-language §5.1). */
export function durationOf(state: State, now: number): number {
  const first = state.histories[0];
  const last = state.histories.at(-1);
  if (first === undefined || last === undefined) return 0;
  const end = isTerminated(state.current) ? epochOf(last.date) : now;
  return Math.max(0, end - epochOf(first.date));
}
