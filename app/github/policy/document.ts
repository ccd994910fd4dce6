import { z } from 'zod';
import { enumFault, unrecognized } from '../../../runner/flow/checks/shape.ts';
import { lineFinder } from '../../../runner/flow/position.ts';
import { createReport, pathText, type Report } from '../../../runner/flow/report.ts';
import type { Violation } from '../../../runner/flow/types.ts';
import { describe, isAbsent, isMapping, isScalar, setOwn, valueAt } from '../../../runner/flow/values.ts';
import { readYaml } from '../../../runner/flow/yaml.ts';
import { type PolicySettings, policySchema } from './schema.ts';

/** Where the policy is, in a repository. */
export const policyFile = '.github/tutti.yml';

/** Anybody may write one in a pull request: what is told of it stays small. */
const mostCharacters = 64 * 1024;

/** What reading a policy gives. `settings` is present exactly when there is no violation. */
export interface PolicyDocument {
  source: string;
  settings?: PolicySettings;
  violations: Violation[];
}

/** Reads a `.github/tutti.yml` (github §4.3.5). All violations are collected, none is thrown. An empty file says nothing. */
export function parsePolicy(source: string): PolicyDocument {
  if (source.length > mostCharacters)
    return refusedPolicy(`must not be longer than ${mostCharacters} characters, but found ${source.length}`);
  const { value: written, origins, problems } = readYaml(source);
  const value = isAbsent(written) && problems.length === 0 ? {} : written;
  const positionOf = lineFinder(source);
  const violations = problems.map(
    ({ path, offset, message }): Violation => ({
      file: policyFile,
      ...positionOf(offset),
      path: pathText(value, path),
      message: message.replace('Illegal flow yaml', 'Illegal policy yaml'),
      severity: 'error',
    }),
  );
  if (value === undefined) return { source, violations };
  const report = createReport(policyFile, source, value, origins);
  const parsed = policySchema.safeParse(withoutNulls(value));
  for (const issue of parsed.error?.issues ?? []) tell(report, value, issue);
  violations.push(...report.violations());
  violations.sort((a, b) => a.line - b.line || a.column - b.column);
  return violations.length === 0 && parsed.success
    ? { source, settings: parsed.data, violations }
    : { source, violations };
}

/** A file that cannot be read as a policy, such as a link. */
export function refusedPolicy(message: string): PolicyDocument {
  return {
    source: '',
    violations: [{ file: policyFile, line: 1, column: 1, path: '', message, severity: 'error' }],
  };
}

/** An explicit `null` says nothing, as in flows. */
function withoutNulls(value: unknown): unknown {
  if (!isMapping(value)) return value;
  const kept = {};
  for (const [key, one] of Object.entries(value)) if (one !== null) setOwn(kept, key, withoutNulls(one));
  return kept;
}

/** In the words of the violations of flows. */
function tell(report: Report, root: unknown, issue: z.core.$ZodIssue): void {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const found = valueAt(root, path);
  if (issue.code !== 'unrecognized_keys') return report.error(path, faultOf(issue, found, path));
  const known = knownAt(path);
  const named = path.length === 0 ? 'Policy' : `Policy.${path.join('.')}`;
  for (const key of issue.keys) report.error([...path, key], unrecognized(key, named, known), 'key');
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  int: 'a whole number',
  number: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
};

function faultOf(issue: z.core.$ZodIssue, found: unknown, path: readonly (string | number)[]): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}, but found ${describe(found)}`;
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      const more = path[0] === 'commands' ? '. A policy can only ask for more than what is built in' : '';
      return isScalar(found)
        ? `${enumFault(String(found), allowed)}${more}`
        : `must be one of [${allowed.join(', ')}], but found ${describe(found)}`;
    }
    case 'too_small':
      return `must be greater than or equal to ${issue.minimum}, but found ${describe(found)}`;
    case 'too_big':
      return `must be less than or equal to ${issue.maximum}, but found ${describe(found)}`;
    default:
      return `${issue.message}, but found ${describe(found)}`;
  }
}

/** Names of the properties that a mapping of the policy may have. */
function knownAt(path: readonly (string | number)[]): string[] {
  let properties = propertiesOf(policySchema);
  for (const step of path) {
    const inner = properties[step];
    properties = inner ? propertiesOf(inner) : {};
  }
  return Object.keys(properties);
}

function propertiesOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault)
    return propertiesOf(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {};
}
