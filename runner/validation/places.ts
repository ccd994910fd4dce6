import { flowableName, walkTasks } from '../flow/nested.ts';
import type { Flow, Task } from '../flow/types.ts';
import type { Path } from '../flow/values.ts';

/** A task of a flow, where it stands. */
export interface TaskPlace {
  task: Task;
  /** Canonical. */
  type: string;
  /** Name of a flowable without its package: `ForEach`. */
  flowable?: string;
  parent?: TaskPlace;
  /** A section of the flow or a branch of the parent. */
  branch: string;
  /** In its list. */
  index: number;
  /** From the flow. */
  path: Path;
  /** Never runs, for it or a task around it is disabled. */
  disabled: boolean;
}

/** The tasks of a flow in the order of the document. */
export function placesOf(flow: Flow, resolve: (type: string) => string): readonly TaskPlace[] {
  let places = known.get(flow);
  if (!places) {
    places = findPlaces(flow, resolve);
    known.set(flow, places);
  }
  return places;
}

/** Several checks look at the same flow. */
const known = new WeakMap<Flow, readonly TaskPlace[]>();

function findPlaces(flow: Flow, resolve: (type: string) => string): TaskPlace[] {
  const places = new Map<Task, TaskPlace>();
  for (const { task, parent, branch, path } of walkTasks(flow)) {
    const around = parent && places.get(parent);
    const type = resolve(task.type);
    const flowable = flowableName(type);
    places.set(task, {
      task,
      type,
      ...(flowable !== undefined && { flowable }),
      ...(around && { parent: around }),
      branch,
      index: Number(path.findLast((step) => typeof step === 'number') ?? 0),
      path,
      disabled: task.disabled === true || around?.disabled === true,
    });
  }
  return [...places.values()];
}

/** A place with those around it, outermost first. */
export function chainOf(place: TaskPlace): TaskPlace[] {
  const chain: TaskPlace[] = [];
  for (let at: TaskPlace | undefined = place; at; at = at.parent) chain.unshift(at);
  return chain;
}

/** Whether it runs once for each value of the loop it stands in (flow-language §6.1 ForEach). */
export function isLoopChild({ parent, branch }: TaskPlace): boolean {
  return branch === 'tasks' && valueLoops.has(parent?.flowable ?? '');
}

/** Whether its task run has a value: also the tasks of a WorkingDirectory see that of the directory's run. */
export function hasValue(place: TaskPlace): boolean {
  if (isLoopChild(place)) return true;
  const { parent, branch } = place;
  return branch === 'tasks' && parent?.flowable === 'WorkingDirectory' && hasValue(parent);
}

/** Whether its tasks run more than once. */
export function isLoop({ flowable = '' }: TaskPlace): boolean {
  return valueLoops.has(flowable) || flowable === 'LoopUntil';
}

const valueLoops: ReadonlySet<string> = new Set(['ForEach', 'EachSequential', 'EachParallel']);

/** Whether only one of the branches of a task runs, this one perhaps not. */
export function isChoice({ parent, branch }: TaskPlace): boolean {
  return (
    (parent?.flowable === 'If' || parent?.flowable === 'Switch') &&
    branch !== 'errors' &&
    branch !== 'finally'
  );
}

/** Whether the tasks around go on although this one failed. */
export function mayFail({ task, flowable }: TaskPlace): boolean {
  return task.allowFailure === true || flowable === 'AllowFailure';
}
