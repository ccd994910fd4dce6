import type { Task } from '../../flow/types.ts';
import type { Child, Lane } from './types.ts';

/** One after the other, in order (flow-language §6.1 Sequential). Disabled tasks are left out. */
export function sequence(tasks: readonly Task[] | undefined): Lane {
  const enabled = (tasks ?? []).filter(isEnabled);
  return sequenceOf(enabled.length, (index) => ({ task: enabled[index]! }));
}

/** `count` children one after the other, each made when its turn comes. */
export function sequenceOf(count: number, child: (index: number) => Child): Lane {
  let position = 0;
  let active = false;
  return {
    next() {
      if (active || position >= count) return [];
      active = true;
      return [child(position++)];
    },
    ended() {
      active = false;
    },
    get done() {
      return !active && position >= count;
    },
  };
}

/** Disabled tasks are removed before scheduling (flow-language §7.15). */
export function isEnabled(task: Task): boolean {
  return task.disabled !== true;
}
