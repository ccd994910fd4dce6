import type { Flow } from '../../flow/types.ts';
import type { TaskCatalogue } from '../model.ts';
import { isTerminated, moveTo } from '../states.ts';
import type { Execution, StateName, TaskRun } from '../types.ts';
import { checkGoesOn, copyRecords, OperationRefused, type Records, type View, viewOf } from './records.ts';
import { markRestarted, workingDirectory } from './restart.ts';

interface StateChange {
  taskRunId: string;
  state: StateName;
  /** ISO instant. */
  date: string;
}

/**
 * The records of an ended execution one of whose task runs gets another end; it goes on from there (flow-language §7.12).
 * Task runs that are not among the result are to be deleted.
 *
 * @throws OperationRefused when the execution has not ended, there is no such task run, or the state is none to end in.
 */
export function changeState(
  records: Records,
  flow: Flow,
  catalogue: TaskCatalogue,
  { taskRunId, state, date }: StateChange,
): Records {
  const { current } = records.execution.state;
  if (!isTerminated(current))
    throw new OperationRefused(
      `Execution must be terminated to change the state of its task runs, current state is '${current}' !`,
    );
  const { execution, taskRuns } = copyRecords(records);
  const view = viewOf({ execution, taskRuns }, flow, catalogue);
  const run = endableRun(taskRuns, taskRunId, state);
  checkGoesOn(view, run);
  checkDirectory(view, run);
  end(run, state, date);
  if (view.type(run) === 'io.kestra.plugin.core.flow.Pause')
    run.outputs = { ...run.outputs, resumed: { on: date, to: state } };
  const isCancelled = state === 'CANCELLED';
  for (const ancestor of view.ancestors(run)) moveTo(ancestor.state, isCancelled ? state : 'RUNNING', date);
  const isPaused = taskRuns.some((other) => other.state.current === 'PAUSED');
  if (!isPaused) moveTo(execution.state, isCancelled ? state : 'RESTARTED', date);
  markRestarted(execution);
  const line = new Set([run, ...view.ancestors(run)]);
  return { execution, taskRuns: taskRuns.filter((other) => line.has(other) || !view.isAside(other)) };
}

/** A working directory is gone with its files, so that nothing goes on in it. @throws OperationRefused */
function checkDirectory(view: View, run: TaskRun): void {
  const directory = view.ancestors(run).find((above) => view.type(above) === workingDirectory);
  if (directory)
    throw new OperationRefused(
      `The task '${run.taskId}' ran in a directory that is gone: change the state of '${directory.taskId}'`,
    );
}

/**
 * The task run whose end is to be changed.
 *
 * @throws OperationRefused when there is none, or the state is none to end in.
 */
export function endableRun(taskRuns: readonly TaskRun[], taskRunId: string, state: StateName): TaskRun {
  const run = taskRuns.find(({ id }) => id === taskRunId);
  if (!run) throw new OperationRefused(`No task run found for task run id ${taskRunId}`);
  if (!endStates.has(state))
    throw new OperationRefused(
      `A task run cannot end in the state ${state}: use ${[...endStates].join(', ')}`,
    );
  return run;
}

const endStates: ReadonlySet<StateName> = new Set(['SUCCESS', 'WARNING', 'FAILED', 'KILLED', 'CANCELLED']);

function end(run: TaskRun, state: StateName, date: string): void {
  moveTo(run.state, state, date);
  const attempt = run.attempts?.at(-1);
  if (attempt) moveTo(attempt.state, state, date);
}

/**
 * An ended execution with another end; nothing of it runs again (flow-language §7.12 change-status).
 *
 * @throws OperationRefused unless both states are ends.
 */
export function changeStatus(execution: Execution, state: StateName, date: string): Execution {
  if (!isTerminated(state))
    throw new OperationRefused('You can only change the state of an execution to a terminal state.');
  if (!isTerminated(execution.state.current))
    throw new OperationRefused('You can only change the state of a terminated execution.');
  const changed = structuredClone(execution);
  moveTo(changed.state, state, date);
  return changed;
}
