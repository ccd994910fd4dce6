import type { Flow, Task } from '../../flow/types.ts';
import { mergeLabels } from '../labels.ts';
import type { TaskCatalogue } from '../model.ts';
import { moveTo, newState } from '../states.ts';
import type { Breakpoint, TaskRun } from '../types.ts';
import { branchOf, follows } from './followers.ts';
import {
  checkGoesOn,
  checkTasks,
  copyRecords,
  OperationRefused,
  type Records,
  renewRuns,
  setBreakpoints,
  stepsOf,
  type View,
  viewOf,
} from './records.ts';
import { isBelowRestartedDirectory, restartRun } from './restart.ts';

interface ReplayOptions {
  /** From this task run on; the whole flow where it is absent. */
  taskRunId?: string;
  /** Resolved inputs that replace those of the original. */
  inputs?: Record<string, unknown>;
  /** Where the new execution stops. */
  breakpoints?: readonly Breakpoint[];
  date: string;
  newId(): string;
}

/**
 * The records of a new execution that repeats another one, from its start or from one of its task runs on
 * (flow-language §7.11). What does not come after that task run is kept, with its outputs.
 *
 * @throws OperationRefused when there is no such task run.
 */
export function replay(
  records: Records,
  flow: Flow,
  catalogue: TaskCatalogue,
  options: ReplayOptions,
): Records {
  const { taskRunId, inputs, breakpoints, date, newId } = options;
  const copy = copyRecords(records);
  const kept = taskRunId === undefined ? [] : runsFrom(copy, flow, catalogue, taskRunId, date);
  const { execution } = copy;
  const id = newId();
  const replayed: Records = {
    execution: {
      ...execution,
      id,
      parentId: execution.id,
      flowRevision: flow.revision,
      state: newState(date),
      labels: mergeLabels(execution.labels, [{ key: 'system.replay', value: 'true' }]),
      ...(inputs && { inputs }),
    },
    taskRuns: renewRuns(kept, id, newId),
  };
  delete replayed.execution.outputs;
  setBreakpoints(replayed.execution, breakpoints);
  if (taskRunId !== undefined) moveTo(replayed.execution.state, 'RESTARTED', date);
  return replayed;
}

/** The runs that stay, the chosen one and its ancestors made ready to go on. */
function runsFrom(
  records: Records,
  flow: Flow,
  catalogue: TaskCatalogue,
  taskRunId: string,
  date: string,
): TaskRun[] {
  const view = viewOf(records, flow, catalogue);
  const start = records.taskRuns.find(({ id }) => id === taskRunId);
  if (!start) throw new OperationRefused('No task found to restart execution from!');
  checkGoesOn(view, start);
  const chosen = new Set([start, ...view.ancestors(start)]);
  const kept = records.taskRuns.filter(
    (run) =>
      !isBelowRestartedDirectory(view, run, chosen) &&
      (chosen.has(run) || !(view.isAside(run) || comesAfter(view, run, start))),
  );
  checkTasks(kept, view);
  for (const run of chosen) restartRun(view, run, date);
  // It begins anew: with what it renders now, and with an execution of its own where it makes one.
  delete start.evaluated;
  if (view.kind(start) === 'executable') delete start.outputs;
  return kept;
}

/** Whether a run is below the chosen one, or comes after it or after one of its ancestors. */
function comesAfter(view: View, run: TaskRun, start: TaskRun): boolean {
  const line = [run, ...view.ancestors(run)];
  if (line.includes(start)) return true;
  for (const chosen of [start, ...view.ancestors(start)]) {
    const sibling = line.find(({ parentTaskRunId }) => parentTaskRunId === chosen.parentTaskRunId);
    if (!sibling || sibling === chosen) continue;
    const parent = view.parent(chosen);
    const parentTask = parent && view.task(parent);
    const siblings = siblingsOf(view, parentTask, chosen.taskId);
    return follows(sibling, chosen, siblings, parentTask && { task: parentTask, type: view.type(parent!) });
  }
  return false;
}

function siblingsOf(view: View, parent: Task | undefined, taskId: string): readonly { id: string }[] {
  return parent ? (branchOf(parent, taskId)?.tasks ?? stepsOf(parent)) : view.flow.tasks;
}
