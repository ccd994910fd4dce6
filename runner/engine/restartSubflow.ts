import { OperationRefused } from '../execution/operations/records.ts';
import type { Execution, TaskRun } from '../execution/types.ts';
import type { Task } from '../flow/types.ts';
import { restart } from './operations.ts';
import type { Runtime } from './runtime.ts';

/**
 * Restarts the execution that a task run made, where that run was restarted after it failed (flow-language §7.10
 * `restartBehavior` RETRY_FAILED).
 *
 * @returns the execution as it is now. One that cannot be restarted, for none of its tasks failed, is as it was.
 */
export async function restartFailed(
  runtime: Runtime,
  { run, task }: { run: TaskRun; task: Task },
  made: Execution,
): Promise<Execution> {
  const restarted = run.state.histories.findLast(({ state }) => state === 'RESTARTED')?.date;
  const { current, histories } = made.state;
  if (restarted === undefined || task['restartBehavior'] === 'NEW_EXECUTION') return made;
  if (current !== 'FAILED' || histories.at(-1)!.date >= restarted) return made;
  try {
    return await restart(runtime, made.id);
  } catch (error) {
    if (error instanceof OperationRefused) return made;
    throw error;
  }
}

/** When an execution began, for the last time: ISO instant. */
export function lastBegin({ state }: Execution): string {
  const begins = state.histories.filter(({ state: name }) => name === 'CREATED' || name === 'RESTARTED');
  return begins.at(-1)!.date;
}
