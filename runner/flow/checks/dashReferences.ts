import { branchesOf } from '../nested.ts';
import type { TypedPlace } from '../places.ts';
import { isMapping, isScalar, listOf, type Mapping, type Path } from '../values.ts';
import { inputGraph } from './inputs.ts';

/** A part of the flow's violation: a message, and where its first cause is. */
export interface Offence {
  message: string;
  path: Path;
}

/**
 * Finds `inputs.some-key` and `outputs.some-key` in expressions, which are subtractions although a declared key was meant
 * (flow-language §1.4).
 */
export function dashReferences(root: Mapping, places: readonly TypedPlace[]): Offence[] {
  const tasks = places
    .filter(({ kind }) => kind === 'task')
    .map(({ value, path }) => ({ name: idOf(value), path, texts: templates(withoutBranches(value)) }));
  const outputs = listOf(root['outputs'])
    .filter(isMapping)
    .map((value, index) => ({ name: idOf(value), path: ['outputs', index], texts: templates(value) }));

  const inputKeys = inputGraph(root['inputs'], ['inputs'])
    .map(({ id }) => id)
    .filter(hasDash);
  const taskKeys = tasks.map(({ name }) => name).filter(hasDash);
  return [
    offence('input', inputKeys, 'tasks', tasks),
    offence('output', taskKeys, 'tasks', tasks),
    offence('output', taskKeys, 'outputs', outputs),
  ].filter((found) => found !== undefined);
}

interface Holder {
  name: string;
  path: Path;
  texts: string[];
}

function offence(
  what: 'input' | 'output',
  keys: readonly string[],
  where: 'tasks' | 'outputs',
  holders: readonly Holder[],
): Offence | undefined {
  if (keys.length === 0) return undefined;
  const wrong = new RegExp(`(?<![\\w.])${what}s\\.(?:${keys.map(escapePattern).join('|')})(?![\\w-])`);
  const offending = holders.filter(({ texts }) => texts.some((text) => wrong.test(text)));
  if (offending.length === 0) return undefined;
  const names = offending.map(({ name }) => name).join(', ');
  return {
    message: `Invalid ${what} reference: use ${what}s[key-name] instead of ${what}s.key-name — keys with dashes require bracket notation, offending ${where}: [${names}]`,
    path: offending[0]!.path,
  };
}

/** The insides of expressions and tags in any text of a value. */
function templates(value: unknown): string[] {
  if (typeof value === 'string') {
    return value.includes('{') ? (value.match(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g) ?? []) : [];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(templates) : [];
}

/** Child tasks are scanned by themselves. */
function withoutBranches(task: Mapping): Mapping {
  const branches = branchesOf(task['type']);
  return Object.fromEntries(Object.entries(task).filter(([key]) => !branches.includes(key)));
}

function idOf(value: Mapping): string {
  return isScalar(value['id']) ? String(value['id']) : '';
}

function hasDash(key: string): boolean {
  return key.includes('-');
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
