import { childTasks, walkTasks } from '../flow/nested.ts';
import { suggest } from '../flow/suggest.ts';
import type { Flow, Task } from '../flow/types.ts';
import type { Path } from '../flow/values.ts';

/** The task that is asked for cannot be run by itself; the message says why. */
export class PlaygroundRefused extends Error {
  override name = 'PlaygroundRefused';
}

/**
 * The flow as far as one of its tasks: without what follows it in its list and in those around it, and without what stands
 * beside it in a Parallel, or is none of its dependencies in a Dag. Handlers of errors stay; what runs at the end, and the
 * flow's outputs, are of the whole flow and go (surfaces §3.1).
 *
 * @throws PlaygroundRefused where there is no such task, or it handles errors or ends.
 */
export function upTo(flow: Flow, taskId: string): Flow {
  assertTask(flow, taskId);
  const tasks = listUpTo(flow.tasks, taskId);
  if (!tasks)
    throw new PlaygroundRefused(
      `Task “${taskId}” runs only after an error, a pause or the end of others, and cannot be asked for by itself.`,
    );
  const { concurrency: _, ...rest } = flow;
  return { ...rest, tasks, outputs: [], finally: [], afterExecution: [], listeners: [] };
}

/** @throws PlaygroundRefused where the flow has no such task. */
export function assertTask(flow: Flow, taskId: string): void {
  const ids = [...walkTasks(flow)].map(({ task }) => task.id);
  if (ids.includes(taskId)) return;
  const meant = suggest(taskId, ids);
  const hint = meant === undefined ? `Its tasks are: ${ids.join(', ')}.` : `Did you mean “${meant}”?`;
  throw new PlaygroundRefused(`The flow has no task “${taskId}”. ${hint}`);
}

function listUpTo(tasks: readonly Task[], taskId: string): Task[] | undefined {
  for (const [index, task] of tasks.entries()) {
    const cut = taskUpTo(task, taskId);
    if (cut) return [...tasks.slice(0, index), cut];
  }
  return undefined;
}

const aside = new Set(['errors', 'finally', 'onPause']);

function taskUpTo(task: Task, taskId: string): Task | undefined {
  if (task.id === taskId) return task;
  for (const child of childTasks(task)) {
    if (aside.has(child.branch)) continue;
    const cut = taskUpTo(child.task, taskId);
    if (!cut) continue;
    const copy = structuredClone(task);
    delete copy.finally;
    cutList(copy, child.path, cut);
    return copy;
  }
  return undefined;
}

/** Leaves of the list that holds the child what has to run before it. */
function cutList(parent: Task, path: Path, child: Task): void {
  const at = path.findIndex((step) => typeof step === 'number');
  const index = Number(path[at]);
  let list: unknown = parent;
  for (const step of path.slice(0, at)) list = (list as Record<string | number, unknown>)[step];
  const items = list as unknown[];
  const name = parent.type.split('.').at(-1);
  if (name === 'Dag') {
    const entries = items as DagEntry[];
    const own = { ...entries[index]!, task: child };
    const needed = needs(entries, own);
    items.splice(0, items.length, ...entries.filter(({ task }) => needed.has(task.id)), own);
  } else if (name === 'Parallel') items.splice(0, items.length, child);
  else items.splice(index, items.length, child);
}

interface DagEntry {
  task: Task;
  dependsOn?: string[];
}

/** Ids of the tasks that a task of a Dag waits for, directly or through others. */
function needs(
  entries: readonly DagEntry[],
  { dependsOn = [] }: DagEntry,
  found = new Set<string>(),
): Set<string> {
  for (const id of dependsOn) {
    const entry = entries.find(({ task }) => task.id === id);
    if (!entry || found.has(id)) continue;
    found.add(id);
    needs(entries, entry, found);
  }
  return found;
}
