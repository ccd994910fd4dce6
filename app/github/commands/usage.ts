import { whoText } from '../policy/allows.ts';
import type { CommandPolicy, VerbShape } from './types.ts';

/** What the policy says of verbs. */
type Rules = CommandPolicy['commands'];

/** How a verb is written: `/tutti run FLOW [input=value …] [--sha SHA]` (github §4.2). */
export function usageOf({ name, words, inputs, options = [] }: VerbShape): string {
  return [
    `/tutti ${name}`,
    ...words.map((word) => (word.optional ? `[${word.name}]` : word.name)),
    ...(inputs ? ['[input=value …]'] : []),
    ...options.map((option) => `[--${option.name}${option.value === undefined ? '' : ` ${option.value}`}]`),
  ].join(' ');
}

const own = { pull: 'author of the pull request', execution: 'who started the execution' };

/** Who may give a command, in words. */
export function permissionOf({ name, minimum, own: also }: VerbShape, rules: Rules = {}): string {
  const rule = rules[name];
  if (rule) return whoText(minimum, rule);
  const least = minimum === 'none' ? 'anybody' : minimum;
  return also === undefined ? least : `${least}, or ${own[also]}`;
}

/** Usage, purpose and options of a verb, as plain text for a fenced block. */
export function helpText(verb: VerbShape, rules?: Rules): string {
  const rows = [
    ...verb.words.flatMap(({ name, description }) =>
      description === undefined ? [] : [{ name, description }],
    ),
    ...(verb.options ?? []).map(({ name, description }) => ({ name: `--${name}`, description })),
  ];
  const width = Math.max(...rows.map(({ name }) => name.length), 0);
  return [
    usageOf(verb),
    '',
    verb.summary,
    `Who may: ${permissionOf(verb, rules)}.`,
    ...(rows.length > 0 ? [''] : []),
    ...rows.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`),
  ].join('\n');
}
