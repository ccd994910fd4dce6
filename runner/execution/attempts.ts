import { endExecution } from './finish.ts';
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
  if (run.state.current === 'CREATED') setRunState(turn, node, 'RUNNING');
}

/** What a worker reports of an attempt. */
export interface AttemptResult {
  state: Extract<StateName, 'SUCCESS' | 'WARNING' | 'FAILED' | 'KILLED'>;
  outputs?: Record<string, unknown>;
  sleep?: number;
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
  if (result.sleep !== undefined && result.sleep > 0 && result.state === 'SUCCESS') {
    if (result.outputs) run.outputs = result.outputs;
    node.sleeping = true;
    turn.changed.add(node);
    turn.commands.push({
      type: 'setTimer',
      timer: { kind: 'sleep', taskRunId: run.id },
      due: turn.at + result.sleep,
    });
    return;
  }
  moveTo(record.state, result.state, turn.date);
  turn.changed.add(node);
  if (result.state === 'FAILED' && retryLater(turn, node, result.outputs)) return;
  const warns = result.state === 'SUCCESS' && attempt > 1 && retryOf(turn, node)?.warningOnRetry === true;
  endRun(turn, node, warns ? 'WARNING' : result.state, result.outputs);
}

/**
 * Gives a failed run its next try, in place or as a new execution, where its retry rule grants one.
 *
 * @returns whether it did.
 */
export function retryLater(turn: Turn, node: RunNode, outputs?: Record<string, unknown>): boolean {
  const { execution } = turn.model;
  const retry = retryOf(turn, node);
  if (!retry || execution.state.current === 'KILLING') return false;
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
  setExecutionState(turn, 'RETRYING');
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
  const { model } = turn;
  for (let current: RunNode | undefined = node; current; current = current.group.owner) {
    setRunState(turn, current, 'RETRIED');
    current.group.phase = 'ended';
  }
  model.root.phase = 'ended';
  log(turn, 'INFO', 'The execution is retried as a new execution');
  turn.commands.push({ type: 'replay', due });
  endExecution(turn, 'RETRIED');
}
