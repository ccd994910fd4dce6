import type { StateName } from '../../../runner/execution/types.ts';
import type { CheckConclusion, CheckReport } from '../types.ts';

const icons: Readonly<Record<StateName, string>> = {
  CREATED: '⏳',
  QUEUED: '⏳',
  RUNNING: '▶️',
  RESTARTED: '▶️',
  RETRYING: '🔁',
  RETRIED: '🔁',
  PAUSED: '⏸️',
  BREAKPOINT: '⏸️',
  KILLING: '🛑',
  KILLED: '🛑',
  CANCELLED: '🚫',
  SUCCESS: '✅',
  WARNING: '⚠️',
  FAILED: '❌',
  SKIPPED: '⏭️',
};

/** The state's icon; always put beside the word, so that nobody depends on it (github §9.5). */
export function iconOf(state: StateName): string {
  return icons[state];
}

/** What decides about a check besides the state. */
export interface StateOptions {
  /** The policy says that a warning fails the check; otherwise it is neutral, which lets a merge through. */
  warningFails?: boolean;
  /** It failed because it took too long. */
  timedOut?: boolean;
}

/** How GitHub shows an execution in a state (github §2.7). */
export function checkStateOf(
  state: StateName,
  { warningFails = false, timedOut = false }: StateOptions = {},
): Pick<CheckReport, 'status' | 'conclusion'> {
  switch (state) {
    case 'CREATED':
    case 'QUEUED':
      return { status: 'queued' };
    case 'RUNNING':
    case 'RESTARTED':
    case 'RETRYING':
    case 'KILLING':
      return { status: 'in_progress' };
    default:
      return { conclusion: conclusionOf(state, warningFails, timedOut) };
  }
}

function conclusionOf(state: StateName, warningFails: boolean, timedOut: boolean): CheckConclusion {
  switch (state) {
    case 'PAUSED':
    case 'BREAKPOINT':
      return 'action_required';
    case 'SUCCESS':
      return 'success';
    case 'WARNING':
      return warningFails ? 'failure' : 'neutral';
    case 'KILLED':
    case 'CANCELLED':
      return timedOut ? 'timed_out' : 'cancelled';
    case 'SKIPPED':
      return 'skipped';
    default:
      return timedOut ? 'timed_out' : 'failure';
  }
}

/** What a task with several runs is coloured by: the one that says most. */
const weights: Readonly<Record<StateName, number>> = {
  SKIPPED: 0,
  SUCCESS: 1,
  CREATED: 2,
  QUEUED: 2,
  RETRIED: 3,
  WARNING: 4,
  RUNNING: 5,
  RESTARTED: 5,
  RETRYING: 5,
  PAUSED: 6,
  BREAKPOINT: 6,
  CANCELLED: 7,
  KILLING: 7,
  KILLED: 7,
  FAILED: 8,
};

/** The state that stands for both. */
export function worse(a: StateName | undefined, b: StateName): StateName {
  return a === undefined || weights[b] > weights[a] ? b : a;
}
