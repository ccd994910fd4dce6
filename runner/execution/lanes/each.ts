import type { Task } from '../../flow/types.ts';
import type { RunNode } from '../model.ts';
import { isEnabled, sequenceOf } from './sequence.ts';
import type { Child, Lane } from './types.ts';

/**
 * Every value through every task in order, at most `limit` values at a time; 0 means all at once
 * (flow-language §6.1 ForEach). With a limit of one it is a single sequence.
 */
export function each(values: readonly string[], tasks: readonly Task[], limit: number): Lane {
  const enabled = tasks.filter(isEnabled);
  if (enabled.length === 0) return sequenceOf(0, () => ({ task: enabled[0]! }));
  const child = (index: number): Child => ({
    task: enabled[index % enabled.length]!,
    value: values[Math.floor(index / enabled.length)]!,
    iteration: index,
  });
  return limit === 1
    ? sequenceOf(values.length * enabled.length, child)
    : grouped(values, enabled, limit, child);
}

function grouped(
  allValues: readonly string[],
  allTasks: readonly Task[],
  limit: number,
  child: (index: number) => Child,
): Lane {
  const [values, tasks] = [allValues.length, allTasks.length];
  // By value and task, for a LoopUntil counts its run's `iteration` up.
  const valueIndex = new Map(allValues.map((value, index) => [value, index]));
  const taskIndex = new Map(allTasks.map(({ id }, index) => [id, index]));
  const slots = limit > 0 ? Math.min(limit, values) : values;
  let started = 0;
  let running = 0;
  let left = values * tasks;
  /** Values whose task ended and that have another one to come, by index of that child. */
  const continued: number[] = [];
  return {
    next() {
      const children = continued.splice(0).map(child);
      running += children.length;
      while (running < slots && started < values) {
        children.push(child(started++ * tasks));
        running++;
      }
      return children;
    },
    ended(node: RunNode) {
      running--;
      left--;
      const following = valueIndex.get(node.run.value!)! * tasks + taskIndex.get(node.task.id)! + 1;
      if (following % tasks !== 0) continued.push(following);
    },
    get done() {
      return left === 0;
    },
  };
}
