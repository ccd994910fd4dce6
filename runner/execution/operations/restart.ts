import type { Flow } from '../../flow/types.ts';
import { mergeLabels } from '../labels.ts';
import type { TaskCatalogue } from '../model.ts';
import { isTerminated, moveTo } from '../states.ts';
import type { Breakpoint, Execution, TaskRun } from '../types.ts';
import {
  checkTasks,
  copyRecords,
  OperationRefused,
  type Records,
  renewRuns,
  setBreakpoints,
  type View,
  viewOf,
} from './records.ts';

/** The type whose children share a directory that is removed at its end (flow-language §6.1). */
export const workingDirectory = 'io.kestra.plugin.core.flow.WorkingDirectory';

interface RestartOptions {
  /** Of the restart, as ISO instant. */
  date: string;
  /** Where the execution stops from now on; as before where it is absent. */
  breakpoints?: readonly Breakpoint[];
}

/**
 * The records of an execution that goes on from its failed or paused task runs (flow-language §7.10): the same execution,
 * state RESTARTED. Task runs that are not among the result are to be deleted.
 *
 * @throws OperationRefused when the execution has not ended, or has nothing to restart from.
 */
export function restart(
  records: Records,
  flow: Flow,
  catalogue: TaskCatalogue,
  { date, breakpoints }: RestartOptions,
): Records {
  const { current } = records.execution.state;
  if (!isTerminated(current) && current !== 'PAUSED')
    throw new OperationRefused(
      `Execution must be terminated to be restarted, current state is '${current}' !`,
    );
  const { execution, taskRuns } = copyRecords(records);
  const view = viewOf({ execution, taskRuns }, flow, catalogue);
  const kept = taskRuns.filter((run) => !view.isAside(run));
  const failed = kept.filter(({ state }) => state.current === 'FAILED' || state.current === 'PAUSED');
  if (failed.length === 0) throw new OperationRefused('No task found to restart execution from!');
  checkTasks(kept, view);
  const chosen = new Set(failed.flatMap((run) => [run, ...view.ancestors(run)]));
  for (const run of chosen) restartRun(view, run, date);
  // A flowable that failed by itself, not by a child, did so by what it rendered: that is rendered again.
  for (const run of failed)
    if (!failed.some(({ parentTaskRunId }) => parentTaskRunId === run.id)) delete run.evaluated;
  moveTo(execution.state, 'RESTARTED', date);
  markRestarted(execution);
  if (breakpoints) setBreakpoints(execution, breakpoints);
  return { execution, taskRuns: kept.filter((run) => !isBelowRestartedDirectory(view, run, chosen)) };
}

/**
 * The records of a new execution that goes on where another one failed, with another revision of its flow; the other one
 * stays as it is (flow-language §7.10).
 *
 * @throws OperationRefused as `restart`, and where the flow has not the task of a run that is kept.
 */
export function restartAsNew(
  records: Records,
  flow: Flow,
  catalogue: TaskCatalogue,
  { newId, ...options }: RestartOptions & { newId(): string },
): Records {
  const { execution, taskRuns } = restart(records, flow, catalogue, options);
  const id = newId();
  const view = viewOf({ execution, taskRuns }, flow, catalogue);
  // What a Subflow made belongs to the old execution.
  for (const run of taskRuns)
    if (run.state.current === 'RESTARTED' && view.kind(run) === 'executable') delete run.outputs;
  return {
    execution: { ...execution, id, parentId: execution.id, flowRevision: flow.revision },
    taskRuns: renewRuns(taskRuns, id, newId),
  };
}

/** It is the next try of the execution, and has not given anything yet. */
export function markRestarted(execution: Execution): void {
  delete execution.outputs;
  execution.labels = mergeLabels(execution.labels, [{ key: 'system.restarted', value: 'true' }]);
  execution.metadata = { ...execution.metadata, attemptNumber: execution.metadata.attemptNumber + 1 };
}

/** Runnable tasks get a further attempt; flowables go on with what they were started with. */
export function restartRun(view: View, run: TaskRun, date: string): void {
  const asOne = view.kind(run) !== 'flowable' || view.type(run) === workingDirectory;
  moveTo(run.state, asOne ? 'RESTARTED' : 'RUNNING', date);
}

/** A working directory is gone with its files: all its tasks run again. */
export function isBelowRestartedDirectory(view: View, run: TaskRun, chosen: ReadonlySet<TaskRun>): boolean {
  return view.ancestors(run).some((above) => chosen.has(above) && view.type(above) === workingDirectory);
}
