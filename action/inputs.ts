import { resolve, sep } from 'node:path';
import { parse } from 'yaml';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Inputs of the Action (github §5.4). Empty texts count as absent. */
export interface Inputs {
  mode: 'validate' | 'test' | 'run';
  /** Globs of files of flows, relative to `root`; all where empty. */
  path: string[];
  /** Globs of files of unit tests. */
  tests: string[];
  /** The namespace, and those below it. */
  namespace?: string;
  /** A part or a glob of `SUITE/CASE`. */
  filter?: string;
  failOn: 'error' | 'warning' | 'never';
  junitPath?: string;
  sarifPath?: string;
  /** Percent. */
  coverageThreshold?: number;
  annotations: boolean;
  summary: boolean;
  comment: 'auto' | 'never';
  token?: string;
  /** Absolute folder of the checkout. */
  workspace: string;
  /** Absolute folder that flows are read from, at or below `workspace`. */
  root: string;
  /** To run: a file or `NAMESPACE.FLOW`. */
  flow?: string;
  /** Inputs of the flow. */
  inputs: Record<string, unknown>;
}

/** The Action cannot do what its inputs ask for; the message says which one, and what was expected. */
export class InputError extends Error {
  override name = 'InputError';
}

/**
 * Reads the inputs that the runner gives as `INPUT_<NAME>` (github §5.1), which enforces nothing by itself.
 *
 * @throws InputError for the first one that is wrong
 */
export function readInputs(environment: Environment): Inputs {
  const text = (name: string) => environment[`INPUT_${name.toUpperCase()}`]?.trim() ?? '';
  const choice = <T extends string>(name: string, choices: readonly [T, ...T[]]): T => {
    const given = text(name) || choices[0];
    const found = choices.find((each) => each === given);
    if (found === undefined) throw wrong(name, `one of ${choices.join(', ')}`, given);
    return found;
  };
  const workspace = resolve(environment['GITHUB_WORKSPACE'] || process.cwd());
  const root = resolve(workspace, text('working-directory') || '.');
  if (root !== workspace && !root.startsWith(workspace + sep))
    throw wrong('working-directory', 'a folder of the checkout', text('working-directory'));
  const mode = choice('mode', ['test', 'validate', 'run']);
  const flow = text('flow');
  if (mode === 'run' && flow === '') throw wrong('flow', 'the file of a flow, or NAMESPACE.FLOW', '');
  return {
    mode,
    path: lines(text('path')),
    tests: lines(text('tests')),
    ...optional('namespace', text('namespace')),
    ...optional('filter', text('filter')),
    failOn: choice('fail-on', ['error', 'warning', 'never']),
    ...optional('junitPath', text('junit-path')),
    ...optional('sarifPath', text('sarif-path')),
    ...threshold(text('coverage-threshold')),
    annotations: choice('annotations', ['true', 'false']) === 'true',
    summary: choice('summary', ['true', 'false']) === 'true',
    comment: choice('comment', ['never', 'auto']),
    ...optional('token', text('github-token')),
    ...{ workspace, root },
    ...optional('flow', flow),
    inputs: flowInputs(environment['INPUT_INPUTS'] ?? ''),
  };
}

function wrong(name: string, expected: string, found: string): InputError {
  return new InputError(`Input ${name}: expected ${expected}, found ${found === '' ? 'nothing' : found}.`);
}

function optional<K extends string>(key: K, value: string): Partial<Record<K, string>> {
  return value === '' ? {} : ({ [key]: value } as Record<K, string>);
}

function lines(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => line.trim() || []);
}

function threshold(text: string): Pick<Inputs, 'coverageThreshold'> {
  if (text === '') return {};
  const percent = Number(text.replace(/%$/, ''));
  if (!(percent >= 0 && percent <= 100))
    throw wrong('coverage-threshold', 'a percentage from 0 to 100', text);
  return { coverageThreshold: percent };
}

/** A YAML map, or lines `key=value`, whose values are texts. */
function flowInputs(text: string): Record<string, unknown> {
  const given = lines(text);
  if (given.length === 0) return {};
  if (given.every((line) => /^[\w.-]+=/.test(line)))
    return Object.fromEntries(
      given.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw wrong('inputs', 'a YAML map or lines key=value', (error as Error).message);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong('inputs', 'a YAML map or lines key=value', text);
  return value as Record<string, unknown>;
}
