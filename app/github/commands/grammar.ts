import { CommandSyntaxError, type Token, tokenise } from './tokens.ts';
import type { Arguments, Verb, VerbShape } from './types.ts';
import { usageOf } from './usage.ts';

/** What a comment asks for. */
export type Reading =
  | { kind: 'command'; verb: Verb; arguments: Arguments }
  /** `/tutti`, `/tutti help [VERB]`, `/tutti VERB --help`. `verb`: whose usage is wanted. */
  | { kind: 'help'; verb?: Verb }
  /** No command that there is; `usage` of the verb that was meant. */
  | { kind: 'unclear'; message: string; usage?: string };

/**
 * Reads a comment (github §4.2): only its first line, but of verbs that take free text, without byte order mark and surrounding backticks, and only where it
 * begins with `/tutti`. Quoted, fenced and indented text is no command. Undefined: the comment asks for nothing.
 */
export function readComment(body: string, verbs: readonly Verb[]): Reading | undefined {
  const line = commandLine(body);
  if (line === undefined) return undefined;
  let verb: Verb | undefined;
  try {
    const [, spoken = '', more = ''] = /^(\S*)\s*(.*)$/s.exec(line) ?? [];
    verb = verbs.find((one) => one.text && one.name === spoken.toLowerCase());
    if (verb) return readText(verb, more, body);
    const [name, ...rest] = tokenise(line);
    if (!name) return { kind: 'help' };
    const wanted = name.text.toLowerCase();
    if (wanted === 'help' || wanted === '--help') return helpOn(rest[0], verbs);
    verb = verbs.find((one) => one.name === wanted);
    if (!verb) return unknownVerb(wanted, verbs);
    if (rest.some((token) => isOption(token) && token.text === '--help')) return { kind: 'help', verb };
    return { kind: 'command', verb, arguments: argumentsOf(verb, rest, line) };
  } catch (error) {
    if (!(error instanceof CommandSyntaxError)) throw error;
    return { kind: 'unclear', message: error.message, ...(verb && { usage: usageOf(verb) }) };
  }
}

/** The longest text, characters: no model is told more (issue “Copilot”). */
const mostText = 8_000;

/**
 * Reads a command whose word is free text: all that follows the options, further lines of the comment too. Nothing in it is
 * quoted or split, for an apostrophe is no quote.
 */
function readText(verb: Verb, line: string, body: string): Reading {
  const options: Record<string, string | true> = Object.create(null);
  let left = line;
  while (/^--[^-\s]/.test(left)) {
    const words = left.split(/\s+/, 2).map((text): Token => ({ text, start: 0, end: 0, quoted: false }));
    if (words[0]!.text === '--help') return { kind: 'help', verb };
    const taken = 1 + readOption(verb, words, 0, options);
    left = left.replace(taken === 1 ? /^\S+\s*/ : /^\S+\s+\S+\s*/, '');
  }
  const [, ...further] = body.split(/\r\n|\n|\r/);
  const text = [left.replace(/^--(?:\s+|$)/, ''), ...further].join('\n').trim();
  if (text === '') throw new CommandSyntaxError(`\`${verb.name}\` needs ${verb.words[0]!.name}.`);
  if (text.length > mostText)
    throw new CommandSyntaxError(`\`${verb.name}\` takes at most ${mostText} characters.`);
  if (/[^\P{Cc}\t\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(text))
    throw new CommandSyntaxError('A command holds no control characters.');
  return { kind: 'command', verb, arguments: { words: [text], inputs: {}, options } };
}

/** What follows `/tutti` on the first line. */
function commandLine(body: string): string | undefined {
  const first = body.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/, 1)[0]!;
  // Four spaces or a tab make it code.
  if (/^( {4}| {0,3}\t)/.test(first)) return undefined;
  const line = withoutBackticks(first.trim());
  return /^\/tutti(?:\s(.*))?$/is
    .exec(line)
    ?.slice(1)
    .map((rest = '') => rest.trim())[0];
}

function withoutBackticks(line: string): string {
  const [, quotes, inner] = /^(`+)(.*)$/s.exec(line) ?? [];
  if (quotes === undefined || inner === undefined) return line;
  return (inner.endsWith(quotes) ? inner.slice(0, -quotes.length) : inner).trim();
}

function helpOn(token: Token | undefined, verbs: readonly Verb[]): Reading {
  if (!token || isOption(token)) return { kind: 'help' };
  const wanted = token.text.toLowerCase();
  const verb = verbs.find(({ name }) => name === wanted);
  return verb ? { kind: 'help', verb } : unknownVerb(wanted, verbs);
}

function unknownVerb(wanted: string, verbs: readonly Verb[]): Reading {
  const names = [...verbs.map(({ name }) => name), 'help'];
  const near = names
    .map((name) => ({ name, edits: editDistance(wanted, name) }))
    .filter(({ name, edits }) => edits <= 2 && edits < name.length)
    .sort((a, b) => a.edits - b.edits)[0]?.name;
  const meant = near === undefined ? '' : ` Did you mean \`/tutti ${near}\`?`;
  return { kind: 'unclear', message: `There is no such command.${meant} \`/tutti help\` lists them.` };
}

/** Edits that make one word of the other: letters put in, left out, replaced. */
function editDistance(a: string, b: string): number {
  // What differs by more in length alone is near to nothing; a hostile word costs nothing either.
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, character] of [...a].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= b.length; column++) {
      const replaced = row[column - 1]! + (character === b[column - 1] ? 0 : 1);
      next.push(Math.min(row[column]! + 1, next[column - 1]! + 1, replaced));
    }
    row = next;
  }
  return row[b.length]!;
}

/** @throws CommandSyntaxError for what the verb does not take */
function argumentsOf(verb: VerbShape, tokens: readonly Token[], line: string): Arguments {
  const words: Token[] = [];
  const inputs: Record<string, string> = Object.create(null);
  const options: Record<string, string | true> = Object.create(null);
  let text: string | undefined;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (!token.quoted && token.text === '--') {
      text = line.slice(token.end).trim();
      break;
    }
    const assignment = verb.inputs && /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(token.text);
    if (isOption(token)) at += readOption(verb, tokens, at, options);
    else if (assignment && words.length >= requiredWords(verb))
      setOnce(inputs, assignment[1]!, assignment[2]!);
    else words.push(token);
  }
  if (text !== undefined && !verb.verbatim)
    throw new CommandSyntaxError(`\`${verb.name}\` takes no text after \`--\`.`);
  if (verb.verbatim) return { words: [text ?? verbatim(words, line, tokens)], inputs, options };
  return { words: checkedWords(verb, words), inputs, options };
}

/** Reads the option at a place; gives how many further tokens it took. */
function readOption(
  verb: VerbShape,
  tokens: readonly Token[],
  at: number,
  options: Record<string, string | true>,
): number {
  const [, name = '', given] = /^--([^=]*)(?:=(.*))?$/s.exec(tokens[at]!.text) ?? [];
  const option = verb.options?.find((one) => one.name === name.toLowerCase());
  if (!option) throw new CommandSyntaxError(`\`${verb.name}\` has no such option: ${quote(`--${name}`)}.`);
  if (option.value === undefined) {
    if (given !== undefined) throw new CommandSyntaxError(`\`--${option.name}\` takes no value.`);
    setOnce(options, option.name, true);
    return 0;
  }
  const next = tokens[at + 1];
  const value = given ?? (next && !isOption(next) ? next.text : undefined);
  if (value === undefined || value === '')
    throw new CommandSyntaxError(`\`--${option.name}\` needs a value: ${option.value}.`);
  setOnce(options, option.name, value);
  return given === undefined ? 1 : 0;
}

function setOnce<T>(values: Record<string, T>, name: string, value: T): void {
  if (name in values) throw new CommandSyntaxError(`${quote(name)} is given twice.`);
  values[name] = value;
}

function requiredWords({ words }: VerbShape): number {
  return words.filter(({ optional }) => !optional).length;
}

function checkedWords(verb: VerbShape, given: readonly Token[]): string[] {
  const missing = verb.words.find(({ optional }, index) => !optional && given[index] === undefined);
  if (missing) throw new CommandSyntaxError(`\`${verb.name}\` needs ${missing.name}.`);
  const extra = given[verb.words.length];
  if (extra) throw new CommandSyntaxError(`\`${verb.name}\` does not take ${quote(extra.text)}.`);
  return given.map(({ text }) => text);
}

/** The text as it was written, for quotes mean something in it; without quotes that are around all of it. */
function verbatim(words: readonly Token[], line: string, tokens: readonly Token[]): string {
  const first = words[0];
  const last = words.at(-1);
  if (!first || !last) throw new CommandSyntaxError('The expression is missing.');
  if (words.length === 1 && first.quoted && /^["']/.test(line.slice(first.start))) return first.text;
  if (tokens.indexOf(last) - tokens.indexOf(first) !== words.length - 1)
    throw new CommandSyntaxError('Options stand before or after the expression.');
  return line.slice(first.start, last.end);
}

function isOption({ text, quoted }: Token): boolean {
  return !quoted && /^--[^-]/.test(text);
}

/** What somebody wrote, within a sentence of ours; the sentence is made harmless as a whole where it is shown. */
function quote(text: string): string {
  return `“${text.slice(0, 60)}”`;
}
