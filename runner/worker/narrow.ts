import { readsOf } from '../expression/index.ts';
import type { PortableJob, TaskJob } from './types.ts';

/**
 * The job as it travels: of the variables only those that some expression of the task reads, for a copy of all outputs of a
 * large execution would cost more than most tasks (architecture, decision 6).
 */
export function narrowed(job: TaskJob): PortableJob {
  const needs = readsOfTask(job.task);
  return {
    ...job,
    variables: needs.everything ? job.variables : pick(job.variables, needs.paths),
    taskStates: needs.functions.has('tasksWithState') || needs.everything ? job.taskStates() : [],
  };
}

interface Needs {
  paths: string[][];
  functions: Set<string>;
  everything: boolean;
}

function readsOfTask(task: unknown): Needs {
  const needs: Needs = { paths: [], functions: new Set(), everything: false };
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      if (!value.includes('{')) return;
      const { paths, functions, everything } = readsOf(value);
      needs.paths.push(...paths);
      for (const name of functions) needs.functions.add(name);
      needs.everything ||= everything;
    } else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null)
      for (const [key, entry] of Object.entries(value)) {
        visit(key);
        visit(entry);
      }
  };
  visit(task);
  // Text of a task within the task is rendered only when that task runs; what it reads is not known before.
  if ((task as { spec?: unknown }).spec !== undefined) needs.everything = true;
  return needs;
}

/** A copy that holds the given paths and nothing beside them. */
function pick(
  variables: Readonly<Record<string, unknown>>,
  paths: readonly string[][],
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const path of paths) copyPath(variables, picked, path);
  return picked;
}

function copyPath(
  from: Readonly<Record<string, unknown>>,
  to: Record<string, unknown>,
  path: readonly string[],
): void {
  const [name, ...rest] = path;
  if (name === undefined || !Object.hasOwn(from, name)) return;
  const value = from[name];
  if (rest.length === 0 || !isMap(value)) {
    to[name] = value;
    return;
  }
  const existing = to[name];
  // The whole value is there already, because a shorter path asked for it.
  if (existing === value) return;
  const below = isMap(existing) ? existing : {};
  to[name] = below;
  copyPath(value, below, rest);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
