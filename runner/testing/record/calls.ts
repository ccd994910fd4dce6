import { readsOf } from '../../expression/analysis.ts';
import { isMapping } from '../../flow/values.ts';

/** Functions whose values come from outside the execution (flow-language §4.9). */
const outside: ReadonlySet<string> = new Set(['kv', 'http', 'secret', 'errorLogs']);

/** Functions that give something else each time. */
const changing: ReadonlySet<string> = new Set([
  'now',
  'uuid',
  'id',
  'ksuid',
  'nanoId',
  'randomInt',
  'randomPort',
]);

/** What the expressions of a task call; those of its children are not looked at. */
export function callsOf(task: Readonly<Record<string, unknown>>): { reachOutside: boolean; change: boolean } {
  const called = new Set(templatesIn(task).flatMap((template) => readsOf(template).functions));
  return { reachOutside: !called.isDisjointFrom(outside), change: !called.isDisjointFrom(changing) };
}

function templatesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(templatesIn);
  return isMapping(value) ? Object.values(value).flatMap(templatesIn) : [];
}
