import { clockText } from '../flow/duration.ts';
import { endExecution } from './finish.ts';
import { abandonFlowables } from './kill.ts';
import type { RunNode, Turn } from './model.ts';
import { nextAttempt, retryOf } from './retry.ts';
import { dispatch, endRun } from './runs.ts';
import { isTerminated, moveTo, newState } from './states.ts';
import { log, setExecutionState, setRunState } from './transition.ts';
import type { Attempt, StateName } from './types.ts';
import { publishOutputs } from './variables.ts';

/** A worker took a task run: its next attempt is RUNNING (flow-language §7.3 rule 3). */
export function startAttempt(turn: Turn, node: RunNode, attempt: number, workerId?: string): void {
  const { run } = node;
  if (isTerminated(run.state.current) || attempt !== (run.attempts?.length ?? 0) + 1) return;
  const record: Attempt = { state: newState(turn.date), ...(workerId !== undefined && { workerId }) };
  moveTo(record.state, 'RUNNING', turn.date);
  run.attempts = [...(run.attempts ?? []), record];
  turn.changed.add(node);
  setRunState(turn, node, 'RUNNING');
}

/** What a worker reports of an attempt. */
export interface AttemptResult {
  state: Extract<StateName, 'SUCCESS' | 'WARNING' | 'FAILED' | 'KILLED' | 'SKIPPED' | 'CANCELLED'>;
  outputs?: Record<string, unknown>;
  /** Milliseconds the run still waits. */
  sleep?: number;
  /** Present where the wait ends with the task's timeout, which is this many milliseconds. */
  timeout?: number;
  logFile?: string;
}

/** A worker is done with an attempt: the run ends, waits, or is tried again (flow-language §7.3, §7.4). */
export function endAttempt(turn: Turn, node: RunNode, attempt: number, result: AttemptResult): void {
  const { run } = node;
  // A result that comes twice, or after the run was ended by something else, changes nothing.
  if (isTerminated(run.state.current) || attempt !== run.attempts?.length) return;
  const record = run.attempts[attempt - 1]!;
  if (isTerminated(record.state.current)) return;
  if (result.logFile !== undefined) record.logFile = result.logFile;
  const sleeps = result.sleep !== undefined && result.sleep > 0 && result.state === 'SUCCESS';
  if (!sleeps) return closeAttempt(turn, node, result.state, result.outputs);
  // A kill that crossed this answer ends the wait before it began.
  if (turn.model.execution.state.current === 'KILLING')
    return closeAttempt(turn, node, 'KILLED', result.outputs);
  if (result.outputs) run.outputs = result.outputs;
  node.sleeping = true;
  turn.changed.add(node);
  const { timeout } = result;
  turn.commands.push({
    type: 'setTimer',
    timer: { kind: 'sleep', taskRunId: run.id, ...(timeout !== undefined && { timeout }) },
    due: turn.at + result.sleep!,
  });
}

/** The wait of a run is over: it ends, or `timeout` milliseconds after its start its time is up (flow-language §7.5). */
export function endSleep(turn: Turn, node: RunNode, timeout: number | undefined): void {
  node.sleeping = false;
  if (timeout === undefined) return closeAttempt(turn, node, 'SUCCESS');
  log(turn, 'ERROR', `Timeout after ${clockText(timeout)}`, node);
  closeAttempt(turn, node, 'FAILED');
}

function closeAttempt(
  turn: Turn,
  node: RunNode,
  state: AttemptResult['state'],
  outputs?: Record<string, unknown>,
): void {
  const attempts = node.run.attempts ?? [];
  const last = attempts.at(-1);
  if (last) moveTo(last.state, state, turn.date);
  turn.changed.add(node);
  if (state === 'FAILED' && retryLater(turn, node, outputs)) return;
  const warns = state === 'SUCCESS' && attempts.length > 1 && retryOf(turn, node)?.warningOnRetry === true;
  endRun(turn, node, warns ? 'WARNING' : state, outputs);
}

/**
 * Gives a failed run its next try, in place or as a new execution, where its retry rule grants one.
 *
 * @returns whether it did.
 */
export function retryLater(turn: Turn, node: RunNode, outputs?: Record<string, unknown>): boolean {
  const { execution } = turn.model;
  const { group } = node;
  const retry = retryOf(turn, node);
  // A run whose parent has ended without it is not tried again.
  if (!retry || execution.state.current === 'KILLING' || group.phase === 'ended') return false;
  if (group.after && retry.behavior === 'CREATE_NEW_EXECUTION') return false;
  const due = nextAttempt(turn, node, retry);
  if (due === undefined) return false;
  if (outputs) {
    node.run.outputs = outputs;
    publishOutputs(turn.model, node);
  }
  setRunState(turn, node, 'FAILED');
  if (retry.behavior === 'CREATE_NEW_EXECUTION') {
    retryAsNewExecution(turn, node, due);
    return true;
  }
  setRunState(turn, node, 'RETRYING');
  if (execution.state.current === 'RUNNING') setExecutionState(turn, 'RETRYING');
  turn.commands.push({ type: 'setTimer', timer: { kind: 'retry', taskRunId: node.run.id }, due });
  return true;
}

/** The moment of a retry came: the same run starts its next attempt. */
export function retryNow(turn: Turn, node: RunNode): void {
  if (node.run.state.current !== 'RETRYING') return;
  setRunState(turn, node, 'CREATED');
  if (turn.model.execution.state.current === 'RETRYING') setExecutionState(turn, 'RUNNING');
  dispatch(turn, node);
}

/** The run, its ancestors and the execution end as RETRIED; the engine replays the execution at `due`. */
function retryAsNewExecution(turn: Turn, node: RunNode, due: number): void {
  for (let current: RunNode | undefined = node; current; current = current.group.owner) {
    setRunState(turn, current, 'RETRIED');
    current.group.phase = 'ended';
    abandonFlowables(turn, current.group, 'RETRIED');
  }
  log(turn, 'INFO', 'The execution is retried as a new execution');
  turn.commands.push({ type: 'replay', due });
  endExecution(turn, 'RETRIED');
}
