/** A word of a command. */
export interface Token {
  /** Without its quotes and backslashes. */
  text: string;
  /** Where it begins and ends in the line. */
  start: number;
  end: number;
  /** Some of it was quoted or escaped: it is never an option. */
  quoted: boolean;
}

/** What a command cannot be, as a sentence for who wrote it. */
export class CommandSyntaxError extends Error {
  override name = 'CommandSyntaxError';
}

/** The longest command, bytes, and the most words of one (github §4.2). */
const mostBytes = 4_096;
const mostTokens = 64;

/**
 * Splits a line as a shell would: quotes of both kinds, a backslash before any character, and before `"` and `\` in double
 * quotes. The words are data, which no shell ever sees (github §4.2).
 *
 * @throws CommandSyntaxError for a quote without end, control characters, or more than a command may hold
 */
export function tokenise(line: string): Token[] {
  if (Buffer.byteLength(line) > mostBytes)
    throw new CommandSyntaxError(`A command holds at most ${mostBytes} bytes.`);
  if (/[^\P{Cc}\t]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(line))
    throw new CommandSyntaxError('A command holds no control characters.');
  const tokens: Token[] = [];
  for (let at = 0; ; ) {
    while (at < line.length && isSpace(line[at]!)) at++;
    if (at >= line.length) return tokens;
    if (tokens.length === mostTokens)
      throw new CommandSyntaxError(`A command holds at most ${mostTokens} words.`);
    const token = word(line, at);
    tokens.push(token);
    at = token.end;
  }
}

/** The word that begins at a place. */
function word(line: string, start: number): Token {
  let text = '';
  let quoted = false;
  let end = start;
  while (end < line.length && !isSpace(line[end]!)) {
    const character = line[end]!;
    if (character === '\\') {
      if (end + 1 === line.length) throw new CommandSyntaxError('Nothing follows the last backslash.');
      quoted = true;
      text += line[end + 1]!;
      end += 2;
    } else if (character === '"' || character === "'") {
      const inner = quotation(line, end);
      quoted = true;
      text += inner.text;
      end = inner.end;
    } else {
      text += character;
      end++;
    }
  }
  return { text, start, end, quoted };
}

/** What stands between the quote at a place and the next of its kind. */
function quotation(line: string, start: number): { text: string; end: number } {
  const quote = line[start]!;
  let text = '';
  for (let at = start + 1; at < line.length; at++) {
    const character = line[at]!;
    if (character === quote) return { text, end: at + 1 };
    const escapes = quote === '"' && character === '\\' && /["\\]/.test(line[at + 1] ?? '');
    if (escapes) at++;
    text += line[at]!;
  }
  throw new CommandSyntaxError(`The quote ${quote} at character ${start + 1} has no end.`);
}

function isSpace(character: string): boolean {
  return /\s/.test(character);
}
