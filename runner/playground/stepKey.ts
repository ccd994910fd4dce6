import { createHash } from 'node:crypto';
import type { Step } from '../engine/standIn.ts';
import { readsOf } from '../expression/analysis.ts';

/** Keys of the runs of a task so far, or nothing where one of them has none. */
export type UpstreamKeys = (taskId: string) => readonly string[] | undefined;

/** Variables that are others in every execution: a result does not become another one by them. */
const ephemeral = new Set([
  'execution',
  'taskrun',
  'task',
  'tasks',
  'logs',
  'workerTaskrun',
  'workingDir',
  'flow',
]);

/**
 * Names what a task run does by its content: the definition of the task, the values that its expressions read, by static
 * analysis, and the keys of the tasks whose outputs they read (surfaces §3.3). Nothing where that is not all it depends on:
 * files of its namespace, a directory that it shares.
 */
export function stepKey(step: Step, upstream: UpstreamKeys): string | undefined {
  const { task, taskRun, variables, inDirectory } = step;
  if (inDirectory || task['namespaceFiles'] !== undefined) return undefined;
  const read = textsOf(task).map(readsOf);
  const paths = read.some(({ everything }) => everything)
    ? Object.keys(variables).map((name) => [name])
    : read.flatMap((one) => one.paths);
  const values = new Map<string, unknown>();
  for (const path of paths)
    for (const [name, value] of valuesAt(path, variables, upstream)) values.set(name, value);
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([task, taskRun.value ?? null, sorted]))
    .digest('hex');
}

function valuesAt(
  path: readonly string[],
  variables: Readonly<Record<string, unknown>>,
  upstream: UpstreamKeys,
): [string, unknown][] {
  const [root, taskId] = path;
  if (root === undefined || ephemeral.has(root)) return [];
  if (root === 'outputs') {
    const all = Object.keys((variables['outputs'] ?? {}) as object);
    if (taskId === undefined) return all.flatMap((id) => valuesAt(['outputs', id], variables, upstream));
    const keys = upstream(taskId);
    if (keys) return [[`key of ${taskId}`, [...keys].sort()]];
  }
  let value: unknown = variables;
  for (const segment of path)
    value =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[segment] : undefined;
  return [[path.join('.'), value ?? null]];
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsOf(item)]);
}
