import { walkTasks } from '../flow/nested.ts';
import type { Task } from '../flow/types.ts';
import { stepOf } from './flowables/ForEachItem.ts';
import { childKey, newGroup } from './groups.ts';
import { sequence } from './lanes/sequence.ts';
import { afterGroup } from './listeners.ts';
import { type MachineInput, newModel } from './machine.ts';
import type { Branch, ExecutionModel, Group, RunNode } from './model.ts';
import { isTerminated } from './states.ts';
import type { TaskRun } from './types.ts';
import { publishOutputs, publishState } from './variables.ts';

/**
 * The model of an execution as its stored records describe it, to go on after a stop. Apply `recovered` next: it starts
 * again what was interrupted.
 *
 * @throws Error where a task run belongs to no task of the flow.
 */
export function restoreModel(input: MachineInput, rows: readonly TaskRunRow[]): ExecutionModel {
  const model = newModel(input);
  const places = placesOf(input);
  if (isTerminated(model.execution.state.current)) model.after = afterGroup(model);
  for (const row of rows) addRun(model, places, row);
  return model;
}

/** A stored task run with its position in creation order. */
export interface TaskRunRow {
  taskRun: TaskRun;
  sequence: number;
}

interface Place {
  task: Task;
  branch: Branch;
}

/** Every task of the flow with the list that it belongs to. */
function placesOf({ flow }: MachineInput): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { task, branch, parent } of walkTasks(flow))
    places.set(task.id, { task, branch: branchOf(branch, parent) });
  return places;
}

function branchOf(branch: string, parent: Task | undefined): Branch {
  if (branch === 'errors' || branch === 'finally') return branch;
  if (branch === 'afterExecution' || branch === 'listeners') return 'afterExecution';
  // The task of a pause runs beside it.
  return parent && branch === 'onPause' ? 'finally' : 'tasks';
}

function addRun(
  model: ExecutionModel,
  places: ReadonlyMap<string, Place>,
  { taskRun: run, sequence: position }: TaskRunRow,
): void {
  model.sequence = position + 1;
  const owner = run.parentTaskRunId === undefined ? undefined : model.nodes.get(run.parentTaskRunId);
  const step = owner && stepOf(model, owner, run.taskId);
  const place = step ? { task: step, branch: 'tasks' as const } : places.get(run.taskId);
  if (!place)
    throw new Error(`Task '${run.taskId}' of execution ${run.executionId} is not in the flow any more`);
  const { task, branch } = place;
  if (branch === 'afterExecution') model.after ??= afterGroup(model);
  const group = owner ? childrenOf(owner) : branch === 'afterExecution' ? model.after! : model.root;
  const node: RunNode = {
    run,
    sequence: position,
    task,
    kind: model.catalogue.kind(task.type) ?? 'runnable',
    group,
    branch,
    path: owner ? (owner.run.value === undefined ? owner.path : [...owner.path, owner.run.value]) : [],
  };
  model.nodes.set(run.id, node);
  group.existing ??= new Map();
  group.existing.set(childKey({ task, value: run.value }), node);
  const { current } = run.state;
  if (branch === 'tasks') group.counts[current] = (group.counts[current] ?? 0) + 1;
  if (current === 'PAUSED') model.paused.add(node);
  if (!isTerminated(current)) {
    group.live.add(node);
    if (node.kind !== 'flowable') model.liveLeaves++;
  }
  publishState(model, node);
  publishOutputs(model, node);
}

/** The children of a run, before its list is open again; those of an ended run stay closed. */
function childrenOf(owner: RunNode): Group {
  if (!owner.children) {
    owner.children = newGroup(sequence([]), owner.task.errors, owner.task.finally, owner);
    if (isTerminated(owner.run.state.current)) owner.children.phase = 'ended';
  }
  return owner.children;
}
