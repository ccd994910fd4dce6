import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { suggest } from '../../runner/flow/suggest.ts';
import type { Input } from '../../runner/flow/types.ts';
import { Refusal } from '../errors.ts';
import { reasonOf, statOf } from '../files.ts';

/** Inputs as the command line gives them, ready to be resolved by the engine (flow-language §2.4, §2.5). */
export interface SubmittedInputs {
  values: Record<string, unknown>;
  /** Names that the flow does not declare, as sentences. */
  warnings: string[];
}

/**
 * Inputs from `--inputs` (JSON) and `-i` (texts), which win. Objects under a common prefix of nested ids (`a.b`, `a.c`) are
 * taken apart. For FILE inputs `@path` and `path` become absolute paths. Throws `Refusal` where such a file is missing.
 */
export function submittedInputs(
  declared: readonly Input[],
  json: Readonly<Record<string, unknown>>,
  texts: Readonly<Record<string, string>>,
): SubmittedInputs {
  const ids = declared.map(({ id }) => id);
  const given = { ...flatten(json, ids), ...texts };
  const values: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(given)) {
    const isFile = declared.some(({ id, type }) => id === key && type === 'FILE');
    values[key] = isFile && typeof value === 'string' ? fileValue(key, value) : value;
  }
  const warnings = Object.keys(given).flatMap((key) => {
    if (ids.includes(key)) return [];
    const meant = suggest(key, ids);
    return `The flow has no input “${key}”.${meant === undefined ? '' : ` Did you mean “${meant}”?`}`;
  });
  return { values, warnings };
}

/** The object in the file that `--inputs` names; nothing without one. Throws `Refusal`. */
export function readInputsFile(path: string | undefined): Record<string, unknown> {
  if (path === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Refusal(`Cannot read the inputs in ${path}: ${reasonOf(error)}.`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(
      `Cannot read the inputs in ${path}: expected a JSON object of input ids and their values.`,
    );
  }
  return value as Record<string, unknown>;
}

/** `{a: {b: 1}}` becomes `{'a.b': 1}` where an input `a.b`, and no input `a`, is declared. */
function flatten(
  value: Readonly<Record<string, unknown>>,
  ids: readonly string[],
  prefix = '',
): Record<string, unknown> {
  const entries = Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
    const id = prefix + key;
    const isPrefix = !ids.includes(id) && ids.some((other) => other.startsWith(`${id}.`));
    const isObject = typeof item === 'object' && item !== null && !Array.isArray(item);
    return isPrefix && isObject
      ? Object.entries(flatten(item as Record<string, unknown>, ids, `${id}.`))
      : [[id, item]];
  });
  return Object.fromEntries(entries);
}

/** URIs stay; anything else is a local path, relative to the current folder. */
function fileValue(id: string, value: string): string {
  if (/^(kestra|file|nsfile):/.test(value)) return value;
  const path = resolve(value.replace(/^@/, ''));
  if (!statOf(path, path)?.isFile()) {
    throw new Refusal(`Input ${id}: there is no file ${path}.`);
  }
  return path;
}
