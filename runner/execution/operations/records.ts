import { walkTasks } from '../../flow/nested.ts';
import type { Flow, Task } from '../../flow/types.ts';
import type { TaskCatalogue, TaskKind } from '../model.ts';
import type { Breakpoint, Execution, TaskRun } from '../types.ts';

/** An execution with its task runs as they are stored; operations give changed copies. */
export interface Records {
  execution: Execution;
  /** In creation order. */
  taskRuns: TaskRun[];
}

/** Refused because of the state that the execution is in (flow-language §7.10–7.12). */
export class OperationRefused extends Error {
  override name = 'OperationRefused';
}

/** Looks at the records of an execution through its flow. */
export interface View {
  readonly flow: Flow;
  kind(run: TaskRun): TaskKind;
  task(run: TaskRun): Task | undefined;
  parent(run: TaskRun): TaskRun | undefined;
  /** Nearest first. */
  ancestors(run: TaskRun): TaskRun[];
  /** Whether it, or an ancestor of it, belongs to errors, finally, listeners or afterExecution. */
  isAside(run: TaskRun): boolean;
  /** Whether it, or an ancestor of it, runs after the final state: listeners and afterExecution. */
  isAfter(run: TaskRun): boolean;
  /** Canonical type of its task. */
  type(run: TaskRun): string;
}

/** A view of records. */
export function viewOf({ taskRuns }: Records, flow: Flow, catalogue: TaskCatalogue): View {
  const runs = new Map(taskRuns.map((run) => [run.id, run]));
  const walked = new Map([...walkTasks(flow)].map((entry) => [entry.task.id, entry]));
  const parent = (run: TaskRun) =>
    run.parentTaskRunId === undefined ? undefined : runs.get(run.parentTaskRunId);
  const task = (run: TaskRun) => walked.get(run.taskId)?.task;
  const ancestors = (run: TaskRun): TaskRun[] => {
    const above = parent(run);
    return above ? [above, ...ancestors(above)] : [];
  };
  const isIn = (branches: ReadonlySet<string>) => (run: TaskRun) =>
    [run, ...ancestors(run)].some(({ taskId }) => branches.has(walked.get(taskId)?.branch ?? ''));
  return {
    flow,
    task,
    parent,
    ancestors,
    kind: (run) => catalogue.kind(task(run)?.type ?? '') ?? 'runnable',
    type: (run) => catalogue.resolve(task(run)?.type ?? ''),
    isAside: isIn(new Set(['errors', 'finally', 'afterExecution', 'listeners'])),
    isAfter: isIn(new Set(['afterExecution', 'listeners'])),
  };
}

/** Takes task runs into the execution with this id, with new ids of their own (flow-language §7.10, §7.11). */
export function renewRuns(taskRuns: readonly TaskRun[], executionId: string, newId: () => string): TaskRun[] {
  const ids = new Map(taskRuns.map(({ id }) => [id, newId()]));
  return taskRuns.map((run) => ({
    ...run,
    id: ids.get(run.id)!,
    executionId,
    ...(run.parentTaskRunId !== undefined && { parentTaskRunId: ids.get(run.parentTaskRunId)! }),
  }));
}

/**
 * Checks that an execution can go on from a task run.
 *
 * @throws OperationRefused where it ran after the end: nothing follows it, and it never changes how the execution ended.
 */
export function checkGoesOn(view: View, run: TaskRun): void {
  if (view.isAfter(run))
    throw new OperationRefused(
      `The task '${run.taskId}' ran after the end: the execution cannot go on from it`,
    );
}

/** Where the new execution stops in place of where the old one did (flow-language §7.9). */
export function setBreakpoints(execution: Execution, breakpoints: readonly Breakpoint[] | undefined): void {
  delete execution.breakpoints;
  if (breakpoints && breakpoints.length > 0) execution.breakpoints = [...breakpoints];
}

/** The steps of a ForEachItem in order: they have runs, and no tasks of their own in the flow (flow-language §6.1). */
export function stepsOf(task: Task): { id: string }[] {
  return ['split', 'items', 'merge'].map((step) => ({ id: `${task.id}_${step}` }));
}

/**
 * Checks that the task runs belong to a flow, which may be another revision than the one that made them.
 *
 * @throws OperationRefused where it has not the task of one.
 */
export function checkTasks(taskRuns: readonly TaskRun[], view: View): void {
  const isStep = (run: TaskRun) => {
    const parent = view.parent(run);
    const task = parent && view.task(parent);
    return task !== undefined && stepsOf(task).some(({ id }) => id === run.taskId);
  };
  const gone = taskRuns.find((run) => !view.task(run) && !isStep(run));
  if (gone) throw new OperationRefused(`The task '${gone.taskId}' is not in this revision of the flow`);
}

/** Copies that can be changed without touching the originals. */
export function copyRecords({ execution, taskRuns }: Records): Records {
  return structuredClone({ execution, taskRuns });
}
