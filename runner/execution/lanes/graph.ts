import type { Task } from '../../flow/types.ts';
import { isEnabled } from './sequence.ts';
import type { Lane } from './types.ts';

/** A task of a Dag with the tasks it waits for. */
export interface GraphTask {
  task: Task;
  dependsOn?: string[];
}

/**
 * Each task starts when those it depends on have ended, at most `limit` at a time (flow-language §6.1 Dag). A disabled
 * dependency counts as ended (§7.15).
 */
export function graph(entries: readonly GraphTask[], limit: number): Lane {
  const slots = limit > 0 ? limit : Number.POSITIVE_INFINITY;
  const enabled = entries.filter((entry) => isEnabled(entry.task));
  const present = new Set(enabled.map((entry) => entry.task.id));
  const waitingFor = new Map<string, number>();
  const dependents = new Map<string, GraphTask[]>();
  const ready: GraphTask[] = [];
  for (const entry of enabled) {
    const dependencies = new Set((entry.dependsOn ?? []).filter((id) => present.has(id)));
    waitingFor.set(entry.task.id, dependencies.size);
    if (dependencies.size === 0) ready.push(entry);
    for (const id of dependencies) dependents.set(id, [...(dependents.get(id) ?? []), entry]);
  }
  let running = 0;
  let left = enabled.length;
  return {
    next() {
      const started = ready.splice(0, Math.max(0, Math.min(slots - running, ready.length)));
      running += started.length;
      return started.map(({ task }) => ({ task }));
    },
    ended(node) {
      running--;
      left--;
      for (const entry of dependents.get(node.task.id) ?? []) {
        const count = waitingFor.get(entry.task.id)! - 1;
        waitingFor.set(entry.task.id, count);
        if (count === 0) ready.push(entry);
      }
    },
    get done() {
      return left === 0;
    },
  };
}
