import type { Flow, Task } from './types.ts';
import { isMapping, listOf, type Mapping, type Path } from './values.ts';

/**
 * Where tasks and other plugins are nested. One rule for all: **the place decides**.
 *
 * - A task stands in a task list of the flow, or in a branch of a flowable (`branchesOf`).
 * - Conditions and task runners stand in `conditions`, `scheduleConditions` and `taskRunner` of a plugin.
 * - Any other mapping inside a plugin is one of its properties, unless its `type` names a plugin: a type that is installed or
 *   in one of Kestra's packages. (`type: BASIC` of some options, `type: com.example.event` of a payload are no plugins.)
 */

/** A list of tasks, as written. `path` leads to it from its owner. */
export interface TaskList {
  /** `tasks`, `then`, `else`, `errors`, `finally`, `defaults`, `onPause`, `cases.<value>`. */
  branch: string;
  path: Path;
  /** Paths of the tasks from the owner. */
  tasks: { value: unknown; path: Path }[];
  /** What stands at `path`: usually a list. */
  written: unknown;
}

/** A child of a flowable. */
export interface ChildTask {
  task: Task;
  branch: string;
  /** From the parent. */
  path: Path;
}

/** The task lists of a flow, in the order in which they run. */
export const sections = ['tasks', 'errors', 'finally', 'afterExecution'] as const;

const sequence = ['tasks', 'errors', 'finally'];
const branches: Readonly<Record<string, readonly string[]>> = {
  AllowFailure: sequence,
  Dag: sequence,
  EachParallel: sequence,
  EachSequential: sequence,
  ForEach: sequence,
  ForEachItem: ['errors', 'finally'],
  If: ['then', 'else', 'errors', 'finally'],
  LoopUntil: sequence,
  Parallel: sequence,
  Pause: ['onPause', 'tasks', 'errors', 'finally'],
  Sequential: sequence,
  Switch: ['cases', 'defaults', 'errors', 'finally'],
  // Its tasks are those of another flow, put there before it runs.
  Template: sequence,
  WaitFor: sequence,
  Worker: sequence,
  WorkingDirectory: sequence,
};

/** The name of a flowable without its package, old names included; `undefined` for other types. */
export function flowableName(type: unknown): string | undefined {
  const name = /^io\.kestra\.(?:plugin\.core\.flow|core\.tasks\.flows)\.(\w+)$/.exec(String(type))?.[1];
  return name !== undefined && Object.hasOwn(branches, name) ? name : undefined;
}

/** The properties of a type that hold child tasks. */
export function branchesOf(type: unknown): readonly string[] {
  return branches[flowableName(type) ?? ''] ?? [];
}

/** The child tasks of a flowable, in the order of its branches. Other tasks have none. */
export function childTasks(task: Task): ChildTask[] {
  return taskLists(task).flatMap(({ branch, tasks }) =>
    tasks.flatMap(({ value, path }) => (isMapping(value) ? [{ task: value as Task, branch, path }] : [])),
  );
}

/** A task of a flow, with its parents. */
export interface WalkedTask {
  task: Task;
  parent?: Task;
  /** A section of the flow or a branch of the parent. */
  branch: string;
  /** From the flow. */
  path: Path;
}

/** Every task of a flow, listeners included, parents before their children. */
export function* walkTasks(flow: Flow): Generator<WalkedTask> {
  for (const { tasks, branch } of flowTaskLists(flow as unknown as Mapping)) {
    for (const { value, path } of tasks) {
      if (isMapping(value)) yield* walk(value as Task, branch, path);
    }
  }
}

function* walk(task: Task, branch: string, path: Path, parent?: Task): Generator<WalkedTask> {
  yield { task, branch, path, parent };
  for (const child of childTasks(task)) yield* walk(child.task, child.branch, [...path, ...child.path], task);
}

/** The task lists of a flow, as written: its sections, then those of listeners. */
export function flowTaskLists(flow: Mapping): TaskList[] {
  return [
    ...sections.map((section) => list(section, [section], flow[section])),
    ...listOf(flow['listeners']).map((listener, index) =>
      list('listeners', ['listeners', index, 'tasks'], isMapping(listener) ? listener['tasks'] : undefined),
    ),
  ];
}

/** The task lists of a task, as written; absent ones are left out, except the one that must be there. */
export function taskLists(task: Mapping): TaskList[] {
  const name = flowableName(task['type']);
  return branchesOf(task['type']).flatMap((branch) => {
    const written = task[branch];
    if (branch === 'onPause') {
      return isMapping(written)
        ? [{ branch, path: [branch], written, tasks: [{ value: written, path: [branch] }] }]
        : [];
    }
    if (branch === 'cases') {
      return Object.entries(isMapping(written) ? written : {}).map(([value, tasks]) =>
        list(`cases.${value}`, ['cases', value], tasks),
      );
    }
    if (name === 'Dag' && branch === 'tasks') {
      const tasks = listOf(written).map((entry, index) => ({
        value: isMapping(entry) ? entry['task'] : undefined,
        path: ['tasks', index, 'task'],
      }));
      return [{ branch, path: [branch], written, tasks }];
    }
    return [list(branch, [branch], written)];
  });
}

function list(branch: string, path: Path, written: unknown): TaskList {
  const tasks = listOf(written).map((value, index) => ({ value, path: [...path, index] }));
  return { branch, path, written, tasks };
}
