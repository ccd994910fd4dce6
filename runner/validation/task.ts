import { chainOf, hasValue, isLoop, type TaskPlace } from './places.ts';
import { type Entries, type Entry, has, mapOf, never, open, present, type Shape } from './shapes.ts';

const outside = never('it belongs to a task');

/** What an expression outside of tasks reads instead. */
export const noTask: Entries = { task: outside, taskrun: outside };

/** The variables that a task has of its own (flow-language §4.11). */
export function taskVariables(place: TaskPlace): Entries {
  const around = chainOf(place).slice(0, -1).reverse();
  const isInDirectory = place.branch === 'tasks' && place.parent?.flowable === 'WorkingDirectory';
  return {
    task: () => present(has('task', ['id', 'type'])),
    taskrun: () => present(taskRun(place, around)),
    parent: () => parentOf(around),
    parents: () => {
      const parent = parentOf(around);
      return parent.presence ? parent : present({ kind: 'list', element: open });
    },
    workerTaskrun: isInDirectory ? present() : never('it belongs to the tasks of a WorkingDirectory'),
  };
}

function taskRun(place: TaskPlace, around: readonly TaskPlace[]): Shape {
  const isItem = place.flowable === 'ForEachItem';
  const isCounted = isItem || isLoop(place) || around.some(isLoop);
  const valued = around.find(hasValue);
  return mapOf(
    {
      id: present(),
      startDate: present(),
      attemptsCount: present(),
      parentId: around.length > 0 || isItem ? present() : never('no task is around this one'),
      value: hasValue(place)
        ? present()
        : never(valued ? 'only a task directly in a loop has a value' : 'the task is in no loop'),
      iteration: isCounted ? present() : never('the task is in no loop'),
      items: isItem ? present() : never('only a ForEachItem has items'),
    },
    (key) => `'taskrun' has no '${key}'`,
    (key) => (key === 'value' && valued && valued === around[0] ? 'parent.taskrun.value' : undefined),
  );
}

/** Tasks around that have neither a value nor outputs are left out (flow-language §4.11). */
function parentOf(around: readonly TaskPlace[]): Entry {
  const isValued = around.some(hasValue);
  const mayGive = around.some(({ flowable }) => givers.has(flowable ?? ''));
  if (!isValued && !mayGive) return never('no task around this one has a value or outputs');
  const value = isValued ? present() : never('no task around this one is in a loop');
  return present(
    mapOf(
      { taskrun: present(mapOf({ value }, (key) => `'parent.taskrun' has no '${key}'`)), outputs: present() },
      (key) => `'parent' has no '${key}'`,
    ),
  );
}

const givers: ReadonlySet<string> = new Set([
  'If',
  'Switch',
  'LoopUntil',
  'Pause',
  'WorkingDirectory',
  'Template',
]);
