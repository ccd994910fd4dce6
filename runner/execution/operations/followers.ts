import { childTasks } from '../../flow/nested.ts';
import type { Task } from '../../flow/types.ts';
import type { TaskRun } from '../types.ts';

type Kind = 'sequence' | 'parallel' | 'graph' | 'loop' | 'pairs';

/** How the children of a flowable follow each other, by the name of its type. */
const kinds: Readonly<Record<string, Kind>> = {
  Dag: 'graph',
  EachParallel: 'pairs',
  EachSequential: 'loop',
  ForEach: 'loop',
  Parallel: 'parallel',
};

/**
 * Whether task run `other` comes after `run` among the children of one parent, and so is made again when `run` is
 * (flow-language §7.11): the later tasks of a list, the dependents in a Dag, the later values of a sequential loop.
 *
 * @param siblings the tasks of the list they stand in, in order.
 * @param parent the flowable that they are children of; absent for the flow itself.
 */
export function follows(
  other: TaskRun,
  run: TaskRun,
  siblings: readonly { id: string }[],
  parent: { task: Task; type: string } | undefined,
): boolean {
  const name = parent?.type.split('.').at(-1) ?? '';
  const position = (taskRun: TaskRun) => siblings.findIndex(({ id }) => id === taskRun.taskId);
  switch (kinds[name] ?? 'sequence') {
    case 'parallel':
    case 'pairs':
      return false;
    case 'graph':
      return dependsOn(parent!.task, other.taskId, run.taskId);
    case 'loop': {
      if (other.value === run.value) return position(other) > position(run);
      const sequential = name === 'EachSequential' || Number(parent!.task['concurrencyLimit'] ?? 1) === 1;
      return sequential && (other.iteration ?? 0) > (run.iteration ?? 0);
    }
    default:
      return position(other) > position(run);
  }
}

/** Whether a task of a Dag waits, directly or through others, for `dependency`. */
function dependsOn(dag: Task, id: string, dependency: string): boolean {
  const entries = dag.tasks as unknown as { task: Task; dependsOn?: string[] }[];
  const needs = entries.find(({ task }) => task.id === id)?.dependsOn ?? [];
  return needs.includes(dependency) || needs.some((need) => dependsOn(dag, need, dependency));
}

/** The tasks of the branch of a flowable that holds `taskId`, in order. */
export function branchOf(task: Task, taskId: string): { branch: string; tasks: Task[] } | undefined {
  const children = childTasks(task);
  const own = children.find((child) => child.task.id === taskId);
  if (!own) return undefined;
  return {
    branch: own.branch,
    tasks: children.filter(({ branch }) => branch === own.branch).map((child) => child.task),
  };
}
