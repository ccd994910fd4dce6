import type { RunNode, Turn } from './model.ts';
import { dispatch } from './runs.ts';
import { setExecutionState, setRunState } from './transition.ts';
import type { Breakpoint } from './types.ts';

/**
 * Stops the execution before a task run that has a breakpoint; one that has stopped there goes on (flow-language §7.9).
 *
 * @returns whether it stops.
 */
export function stopAtBreakpoint(turn: Turn, node: RunNode): boolean {
  const { breakpoints, state } = turn.model.execution;
  if (!breakpoints || node.run.state.current !== 'CREATED') return false;
  // What runs after the end, or beside a pause, stops nothing.
  if (state.current !== 'RUNNING' && state.current !== 'BREAKPOINT') return false;
  if (node.run.state.histories.some((entry) => entry.state === 'BREAKPOINT')) return false;
  if (!breakpoints.some((breakpoint) => isMeant(breakpoint, node))) return false;
  setRunState(turn, node, 'BREAKPOINT');
  setExecutionState(turn, 'BREAKPOINT');
  return true;
}

function isMeant({ id, value }: Breakpoint, { task, run }: RunNode): boolean {
  return id === task.id && (value === undefined || value === run.value);
}

/** The execution goes on, with these breakpoints in place of the old ones (flow-language §7.9 resume-from-breakpoint). */
export function resumeFromBreakpoint(turn: Turn, breakpoints: readonly Breakpoint[]): void {
  const { execution, nodes } = turn.model;
  if (execution.state.current !== 'BREAKPOINT') return;
  if (breakpoints.length > 0) execution.breakpoints = [...breakpoints];
  else delete execution.breakpoints;
  setExecutionState(turn, 'RUNNING');
  const stopped = [...nodes.values()].filter(({ run }) => run.state.current === 'BREAKPOINT');
  for (const node of stopped) {
    setRunState(turn, node, 'CREATED');
    dispatch(turn, node);
  }
}
