import type { Report } from '../../flow/report.ts';
import { didYouMean, suggest } from '../../flow/suggest.ts';
import { describe, isAbsent, isScalar, type Mapping, type Path } from '../../flow/values.ts';
import { type Operator, operators } from '../types.ts';

/** Names that operators had in Kestra 0.23 (surfaces §1.2). */
export const formerNames: Readonly<Record<string, Operator>> = {
  equalsTo: 'equalTo',
  notEqualsTo: 'notEqualTo',
};

/** The operators of an assertion as written, in the order in which they are evaluated. An explicit `null` is no operand. */
export function operatorsOf(assertion: Mapping): { operator: Operator; name: string; expected: unknown }[] {
  return operators.flatMap((operator) =>
    [operator, ...formerNamesOf(operator)].flatMap((name) =>
      isAbsent(assertion[name]) ? [] : [{ operator, name, expected: assertion[name] }],
    ),
  );
}

function formerNamesOf(operator: Operator): string[] {
  return Object.keys(formerNames).filter((name) => formerNames[name] === operator);
}

/**
 * Checks the operators of an assertion (surfaces §1.2): that there is one, that each has an operand that it can be evaluated
 * with, and that every property is an operator or among `others`.
 */
export function checkOperators(
  report: Report,
  assertion: Mapping,
  path: Path,
  others: readonly string[],
): void {
  const known = [...operators, ...Object.keys(formerNames), ...others];
  const unknown = Object.keys(assertion).filter((name) => !known.includes(name));
  for (const name of unknown) report.error([...path, name], noOperator(name, others), 'key');

  const written = operatorsOf(assertion);
  if (written.length === 0 && unknown.length === 0)
    report.error(path, `no assertion found: expected at least one operator of ${operators.join(', ')}`);
  for (const { operator, name, expected } of written) {
    const at = [...path, name];
    if (name !== operator) report.warning(at, `'${name}' is the former name of '${operator}'`, 'key');
    if (written.filter((other) => other.operator === operator).length > 1 && name !== operator)
      report.error(at, `'${name}' and '${operator}' are the same operator: write one of them`, 'key');
    const wanted = operandFault(operator, expected);
    if (wanted !== undefined) report.error(at, `must be ${wanted}, but found ${describe(expected)}`);
  }
  for (const name of Object.keys(assertion))
    if (assertion[name] === null && (operators as readonly string[]).includes(name))
      report.warning(
        [...path, name],
        `nothing is compared: to test for null write ${name.startsWith('not') ? 'isNotNull' : 'isNull'}: true`,
        'key',
      );
}

function noOperator(name: string, others: readonly string[]): string {
  const meant = suggest(name, [...operators, ...others]) ?? beginningWith(name);
  return (
    `there is no operator "${name}": operators are ${operators.join(', ')}; ` +
    `other properties are ${others.join(', ')}${didYouMean(meant)}`
  );
}

/** `equals`, `greater` and `less` are beginnings. */
function beginningWith(name: string): string | undefined {
  const stem = name.toLowerCase().replace(/s$/, '');
  return stem.length < 3 ? undefined : operators.find((operator) => operator.toLowerCase().startsWith(stem));
}

/** What an operator wants, where the operand is something else. Expressions may give anything. */
function operandFault(operator: Operator, operand: unknown): string | undefined {
  if (typeof operand === 'string' && /\{[{%]/.test(operand)) return undefined;
  switch (operator) {
    case 'equalTo':
    case 'notEqualTo':
      return undefined;
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return isScalar(operand) ? undefined : 'a text';
    case 'greaterThan':
    case 'greaterThanOrEqualTo':
    case 'lessThan':
    case 'lessThanOrEqualTo':
      return isNumber(operand) ? undefined : 'a number or an expression';
    case 'in':
    case 'notIn':
      return Array.isArray(operand) || isJsonList(operand) ? undefined : 'a list or an expression';
    case 'isNull':
    case 'isNotNull':
      return /^(true|false)$/.test(String(operand)) ? undefined : 'true, false or an expression';
  }
}

function isNumber(operand: unknown): boolean {
  if (typeof operand === 'number') return true;
  return typeof operand === 'string' && operand.trim() !== '' && Number.isFinite(Number(operand));
}

function isJsonList(operand: unknown): boolean {
  try {
    return typeof operand === 'string' && Array.isArray(JSON.parse(operand));
  } catch {
    return false;
  }
}
