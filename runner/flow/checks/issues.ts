import type { z } from 'zod';
import { describe, isAbsent, isMapping, type Mapping, type Path, valueAt } from '../values.ts';
import { choicesAt, propertiesAt } from './schema.ts';
import { enumFault, unrecognized } from './shape.ts';

/** What a schema found wrong, in Kestra's words. */
interface Fault {
  path: Path;
  message: string;
  at?: 'key';
}

type Issue = z.core.$ZodIssue;

/** The faults of the written properties of a plugin. Nested `null`s count as absent where the schema does not expect them. */
export function faultsOf(schema: z.ZodObject, written: Mapping, type: string): Fault[] {
  const missing = unknownKinds(schema, written);
  const first = schema.safeParse(written);
  if (first.success) return missing;
  const value = withoutNulls(written);
  const second = schema.safeParse(value);
  if (second.success) return missing;
  return [...missing, ...second.error.issues.flatMap((issue) => faults(issue, value, schema, type))];
}

/** Required properties of any kind: zod takes a missing one for `undefined`, which is a value like others. */
function unknownKinds(schema: z.ZodObject, written: Mapping): Fault[] {
  return Object.entries(schema.shape as Record<string, z.ZodType>)
    .filter(([name, property]) => property.def.type === 'unknown' && isAbsent(written[name]))
    .map(([name]) => ({ path: [name], message: 'must not be null' }));
}

function faults(issue: Issue, value: unknown, schema: z.ZodType, type: string): Fault[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  const found = valueAt(value, path);
  const fault = (message: string): Fault[] => [{ path, message }];
  switch (issue.code) {
    case 'invalid_type':
      // A message of the schema's own says more.
      if (!issue.message.startsWith('Invalid input')) return ownMessage(issue.message, path, found);
      if (isAbsent(found)) return fault('must not be null');
      return fault(`must be ${expectedName(issue.expected)}, but found ${describe(found)}`);
    case 'unrecognized_keys': {
      const known = propertiesAt(schema, path);
      const className = [type, ...path.filter((step) => typeof step === 'string')].join('.');
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: unrecognized(key, className, known),
        at: 'key',
      }));
    }
    case 'invalid_value':
      if (isAbsent(found)) return fault('must not be null');
      return fault(enumFault(textOf(found), issue.values.map(String)));
    case 'invalid_union':
      return unionFaults(issue, path, value, schema, type);
    case 'too_small':
      return fault(tooSmall(issue));
    case 'too_big':
      return fault(tooBig(issue));
    case 'invalid_format': {
      // Of “one of these, or an expression” zod reports only the expression's pattern.
      const choices = choicesAt(schema, path);
      return fault(choices.length > 0 ? enumFault(textOf(found), choices) : formatFault(issue));
    }
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues.flatMap((inner) => faults(within(inner, path), value, schema, type));
    default:
      return fault(issue.message);
  }
}

/** Where a list must not be empty, Bean Validation reports an absent one twice: as `null` and as empty. */
function ownMessage(message: string, path: Path, found: unknown): Fault[] {
  const own = { path, message };
  return isAbsent(found) && message === 'must not be empty'
    ? [{ path, message: 'must not be null' }, own]
    : [own];
}

/** Of a union's alternatives the one that came furthest is taken for the one that was meant. */
function unionFaults(
  issue: z.core.$ZodIssueInvalidUnion,
  path: Path,
  value: unknown,
  schema: z.ZodType,
  type: string,
): Fault[] {
  const found = valueAt(value, path);
  if (isAbsent(found)) return [{ path, message: 'must not be null' }];
  const alternatives = issue.errors.map((issues) => issues.map((inner) => within(inner, issue.path)));
  const further = alternatives.find(
    (issues) =>
      issues.length > 0 &&
      issues.every((inner) => inner.path.length > path.length || inner.code === 'unrecognized_keys'),
  );
  if (further) return further.flatMap((inner) => faults(inner, value, schema, type));
  const first = alternatives.flat();
  const values = first.find((inner) => inner.code === 'invalid_value');
  if (values && typeof found !== 'object') return faults(values, value, schema, type);
  const expected = first.flatMap((inner) =>
    inner.code === 'invalid_type' ? [expectedName(inner.expected)] : [],
  );
  if (expected.length === 0) return [{ path, message: `is not valid: found ${describe(found)}` }];
  return [{ path, message: `must be ${[...new Set(expected)].join(' or ')}, but found ${describe(found)}` }];
}

function within(issue: Issue, path: readonly PropertyKey[]): Issue {
  return { ...issue, path: [...path, ...issue.path] };
}

const expectedNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a map',
  record: 'a map',
};

function expectedName(expected: string): string {
  return expectedNames[expected] ?? `a ${expected}`;
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): string {
  if (!issue.message.startsWith('Too small')) return issue.message;
  if (issue.origin === 'number' || issue.origin === 'int' || issue.origin === 'bigint') {
    return issue.inclusive === false
      ? `must be greater than ${issue.minimum}`
      : `must be greater than or equal to ${issue.minimum}`;
  }
  return Number(issue.minimum) === 1 ? 'must not be empty' : `size must be at least ${issue.minimum}`;
}

function tooBig(issue: z.core.$ZodIssueTooBig): string {
  if (!issue.message.startsWith('Too big')) return issue.message;
  if (issue.origin === 'number' || issue.origin === 'int' || issue.origin === 'bigint') {
    return issue.inclusive === false
      ? `must be less than ${issue.maximum}`
      : `must be less than or equal to ${issue.maximum}`;
  }
  return `size must be between 0 and ${issue.maximum}`;
}

function formatFault(issue: z.core.$ZodIssueInvalidStringFormat): string {
  if (!issue.message.startsWith('Invalid')) return issue.message;
  return issue.format === 'regex' ? `must match "${issue.pattern}"` : `must be a valid ${issue.format}`;
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? describe(value) : String(value);
}

/** A copy without `null`s in mappings. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (entry === null ? [] : [[key, withoutNulls(entry)]])),
  );
}
