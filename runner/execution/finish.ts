import { clockText } from '../flow/duration.ts';
import { endWaiting } from './kill.ts';
import { startAfter } from './listeners.ts';
import type { Turn } from './model.ts';
import { cancelDurations } from './sla/duration.ts';
import { epochOf } from './states.ts';
import { log, setExecutionState } from './transition.ts';
import type { StateName } from './types.ts';

/** All of the flow's tasks, errors and finally are over: its outputs are rendered, then the execution ends. */
export function finishTasks(turn: Turn, state: StateName): void {
  if (turn.model.flow.outputs.length === 0) return endExecution(turn, state);
  turn.model.finalState = state;
  turn.commands.push({ type: 'renderOutputs' });
}

/** The flow's outputs are there, or could not be rendered, which fails the execution (flow-language §3.4). */
export function takeOutputs(
  turn: Turn,
  outputs: Record<string, unknown> | undefined,
  error: string | undefined,
): void {
  const { model } = turn;
  if (model.finalState === undefined) return;
  const state = error === undefined ? model.finalState : 'FAILED';
  if (error !== undefined) log(turn, 'ERROR', `Failed to render output values: ${error}`);
  else if (outputs) model.execution.outputs = outputs;
  delete model.finalState;
  endExecution(turn, state);
}

/** Gives the execution its final state and starts what runs after it (flow-language §5.4, §7.18). */
export function endExecution(turn: Turn, state: StateName): void {
  const { model } = turn;
  endWaiting(turn, model.root);
  setExecutionState(turn, state);
  const { histories } = model.execution.state;
  const elapsed = turn.at - epochOf(histories[0]!.date);
  log(turn, 'INFO', `Flow completed with state ${state} in ${clockText(elapsed)}`);
  cancelDurations(turn);
  startAfter(turn);
}

/** Nothing of the execution is left to do. */
export function finishAfter(turn: Turn): void {
  turn.model.over = true;
}
