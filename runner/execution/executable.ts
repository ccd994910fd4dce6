import { retryLater } from './attempts.ts';
import { batchCreated, batchEnded, batchRefused, hasBatches, startBatches } from './batches.ts';
import type { RunNode, Turn } from './model.ts';
import { endRun } from './runs.ts';
import { isTerminated, moveTo, newState } from './states.ts';
import { evaluateRequest } from './subflowRequest.ts';
import { log, setRunState } from './transition.ts';
import type { StateName } from './types.ts';

/**
 * Starts a task whose work is another execution, or one for each batch of a file: asks the engine for it and waits
 * (flow-language §6.1 Subflow, §7.13).
 */
export function startExecutable(turn: Turn, node: RunNode, resume: (turn: Turn) => void): void {
  if (hasBatches(turn, node)) return startBatches(turn, node, resume);
  const { run } = node;
  if (run.state.current === 'RESTARTED' && restartsSubflow(node)) {
    setRunState(turn, node, 'RUNNING');
    const executionId = String(run.outputs?.['executionId']);
    turn.commands.push({ type: 'checkSubflow', taskRunId: run.id, executionId });
    return;
  }
  const subflow = evaluateRequest(turn, node, 'subflow', run, resume);
  setRunState(turn, node, 'RUNNING');
  turn.commands.push({ type: 'startSubflow', taskRunId: run.id, subflow });
  run.outputs = { executionId: subflow.executionId };
}

/** Whether a restart of the run is a restart of the execution that it made (flow-language §7.10). */
function restartsSubflow({ run, task }: RunNode): boolean {
  return task['restartBehavior'] !== 'NEW_EXECUTION' && run.outputs?.['executionId'] !== undefined;
}

/** An execution that was made for a task. */
export interface SubflowCreation {
  executionId: string;
  /** Names the execution in logs. */
  link: string;
  /** The one it is in by now. */
  state: StateName;
}

/** The subflow's execution exists; without `wait` the task is done. */
export function subflowCreated(turn: Turn, node: RunNode, created: SubflowCreation): void {
  if (isTerminated(node.run.state.current)) return;
  if (node.batches) return batchCreated(turn, node, node.batches, created);
  const { executionId, link } = created;
  log(turn, 'INFO', `Created new execution ${link}`, node);
  if (node.task['wait'] === false) endSubflow(turn, node, 'SUCCESS', { executionId, state: 'CREATED' });
}

/** No execution could be made: unknown or disabled flow, refused inputs. */
export function subflowRefused(turn: Turn, node: RunNode, executionId: string, message: string): void {
  if (isTerminated(node.run.state.current)) return;
  if (node.batches) return batchRefused(turn, node, node.batches, executionId, message);
  log(turn, 'ERROR', message, node);
  // They name an execution that does not exist.
  delete node.run.outputs;
  endSubflow(turn, node, 'FAILED');
}

/** How a subflow's execution ended. */
export interface SubflowEnd {
  executionId: string;
  /** Names the execution in logs. */
  link: string;
  state: StateName;
  outputs?: Record<string, unknown>;
}

/** The subflow's execution really ended (flow-language §6.1 Subflow `transmitFailed`). */
export function subflowEnded(turn: Turn, node: RunNode, end: SubflowEnd): void {
  if (isTerminated(node.run.state.current)) return;
  if (node.batches) return batchEnded(turn, node, node.batches, end);
  if (hasBatches(turn, node)) {
    node.early = [...(node.early ?? []), end];
    return;
  }
  const { executionId, link, state, outputs } = end;
  if (node.run.outputs?.['executionId'] !== executionId) return;
  const killed = turn.model.execution.state.current === 'KILLING' && state === 'KILLED';
  const transmitted = killed || (node.task['transmitFailed'] !== false && transmittedStates.has(state));
  if (transmitted) log(turn, 'ERROR', `Subflow execution ${link} ends in ${state} state`, node);
  endSubflow(turn, node, transmitted ? state : 'SUCCESS', {
    executionId,
    state,
    ...(outputs && { outputs }),
  });
}

const transmittedStates: ReadonlySet<StateName> = new Set(['FAILED', 'PAUSED', 'KILLED', 'WARNING']);

function endSubflow(turn: Turn, node: RunNode, state: StateName, outputs?: Record<string, unknown>): void {
  closeAttempt(turn, node, state);
  if (state === 'FAILED' && retryLater(turn, node, outputs)) return;
  endRun(turn, node, state, outputs);
}

/** Runs whose work is other executions get their attempt when they end (flow-language §7.13). */
export function closeAttempt(turn: Turn, { run }: RunNode, state: StateName): void {
  const record = { state: newState(run.state.histories.at(-1)!.date) };
  moveTo(record.state, 'RUNNING', run.state.histories.at(-1)!.date);
  moveTo(record.state, state, turn.date);
  run.attempts = [...(run.attempts ?? []), record];
}
