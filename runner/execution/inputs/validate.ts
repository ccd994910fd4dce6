import { javaRegExp } from '../../expression/java/regex.ts';
import { matching } from '../../expression/java/withinTime.ts';
import { parseDuration } from '../../flow/duration.ts';
import type { Input } from '../../flow/types.ts';
import { InvalidValue, messageOf } from './errors.ts';
import { parseDate, parseInstant, parseTime } from './java/dateTime.ts';
import { parseIsoDuration } from './java/duration.ts';
import { typeName } from './parse.ts';

/**
 * Checks a parsed value against what its input declares: patterns, choices and bounds, which are inclusive
 * (flow-language §2.2).
 *
 * @throws InvalidValue whose message is the reason: ``it must be more than `10` ``
 */
export function validateValue(input: Input, value: unknown): void {
  validators[typeName(input.type)]?.(input, value);
}

type Validator = (input: Input, value: unknown) => void;

const validators: Readonly<Record<string, Validator>> = {
  STRING: matchesPattern,
  SECRET: matchesPattern,
  ENUM: (input, value) => isChoice(input, value),
  SELECT: (input, value) => isChoice(input, value),
  MULTISELECT: areChoices,
  INT: (input, value) => isWithin(input, Number(value), String(value), Number, String),
  FLOAT: (input, value) => isWithin(input, Number(value), floatText(Number(value)), Number, floatText),
  DURATION: isDurationWithin,
  DATETIME: (input, value) => isBetween(input, String(value), parseInstant),
  DATE: (input, value) => isBetween(input, String(value), parseDate),
  TIME: (input, value) => isBetween(input, String(value), parseTime),
  EMAIL: isEmail,
};

function matchesPattern(input: Input, value: unknown): void {
  if (input.validator === undefined) return;
  const expression = pattern(input.validator);
  const text = String(value);
  if (!matching(expression, text, () => expression.test(text))) {
    throw new InvalidValue(`it must match the pattern \`${input.validator}\``, value);
  }
}

/** The whole text has to match. */
function pattern(source: string): RegExp {
  try {
    return javaRegExp(`\\A(?:${source})\\z`);
  } catch (error) {
    throw new InvalidValue(`invalid pattern [${source}]: ${messageOf(error)}`);
  }
}

/** Kestra skips this check for inputs that are not required. */
function isChoice(input: Input, value: unknown): void {
  if (input.allowCustomValue === true || input.required === false) return;
  const choices = choicesOf(input);
  if (!choices.includes(String(value))) throw notAChoice(choices, value);
}

function areChoices(input: Input, value: unknown): void {
  if (input.allowCustomValue === true) return;
  const choices = choicesOf(input);
  for (const item of value as unknown[]) {
    if (!choices.includes(String(item))) throw notAChoice(choices, item);
  }
}

function choicesOf(input: Input): string[] {
  return (input.values ?? input.options ?? []).map(String);
}

function notAChoice(choices: string[], value: unknown): InvalidValue {
  return new InvalidValue(`it must match the values \`[${choices.join(', ')}]\``, value);
}

function isWithin(
  { min, max }: Input,
  value: number,
  shown: string,
  read: (bound: number | string) => number,
  print: (bound: number) => string,
): void {
  if (min !== undefined && value < read(min)) {
    throw new InvalidValue(`it must be more than \`${print(read(min))}\``, shown);
  }
  if (max !== undefined && value > read(max)) {
    throw new InvalidValue(`it must be less than \`${print(read(max))}\``, shown);
  }
}

/** Java prints a whole float with its point. */
function floatText(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** Bounds of durations are written as ISO text, or as a number of seconds. Their message begins with a capital letter. */
function isDurationWithin({ min, max }: Input, value: unknown): void {
  const order = parseIsoDuration(String(value)).order;
  if (min !== undefined && order < (parseDuration(String(min)) ?? -Infinity)) {
    throw new InvalidValue(`It must be more than \`${min}\``, value);
  }
  if (max !== undefined && order > (parseDuration(String(max)) ?? Infinity)) {
    throw new InvalidValue(`It must be less than \`${max}\``, value);
  }
}

function isBetween(
  { after, before }: Input,
  value: string,
  parse: (text: string) => { text: string; order: bigint },
): void {
  const { order } = parse(value);
  if (after !== undefined && order < parse(String(after)).order) {
    throw new InvalidValue(`it must be after \`${parse(String(after)).text}\``, value);
  }
  if (before !== undefined && order > parse(String(before)).order) {
    throw new InvalidValue(`it must be before \`${parse(String(before)).text}\``, value);
  }
}

function isEmail(_input: Input, value: unknown): void {
  if (!email.test(String(value))) throw new InvalidValue('The input must be a valid email', value);
}

const email = /^$|^[a-zA-Z0-9_!#$%&’*+/=?`{|}~^.-]+@[a-zA-Z0-9.-]+$/;
