import { errorAt } from './errors.ts';
import { ExpressionLexer } from './expressionLexer.ts';
import type { Token } from './tokens.ts';

const opening = /\{[{%#]/g;
const trimmingStart = /-[ \t\n\v\f\r]/y;
const verbatimStart = /[ \t\n\v\f\r]*verbatim[ \t\n\v\f\r]*(-?)%\}/y;
const verbatimEnd = /\{%(-?)[ \t\n\v\f\r]*endverbatim[ \t\n\v\f\r]*(-?)%\}/g;

/**
 * Splits a template into tokens: texts, and what stands between `{{ }}` and `{% %}`; comments are dropped and whitespace
 * control is applied (flow-language §4.2).
 *
 * @throws ExpressionError at text that is no token, or where something opened is never closed
 */
export function tokenize(template: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let trimNext = false;
  for (;;) {
    opening.lastIndex = position;
    const start = opening.exec(template)?.index ?? template.length;
    const trims = matchAt(trimmingStart, template, start + 2) !== null;
    pushText(tokens, template.slice(position, start), position, trimNext, trims);
    if (start === template.length) {
      tokens.push({ type: 'EOF', value: '', at: start });
      return tokens;
    }
    const section = readSection(template, start, start + (trims ? 3 : 2), tokens);
    position = section.end;
    trimNext = section.trimsNext;
  }
}

/** What follows an opening delimiter: where it ends, and whether it trims the text after it. */
interface Section {
  end: number;
  trimsNext: boolean;
}

function readSection(template: string, start: number, content: number, tokens: Token[]): Section {
  switch (template[start + 1]) {
    case '#':
      return skipComment(template, start, content);
    case '%':
      return (
        readVerbatim(template, start, content, tokens) ?? readCode(template, start, content, '%}', tokens)
      );
    default:
      return readCode(template, start, content, '}}', tokens);
  }
}

function skipComment(template: string, start: number, content: number): Section {
  const end = template.indexOf('#}', content);
  if (end < 0) {
    throw errorAt('Unclosed comment.', template, start);
  }
  return { end: end + 2, trimsNext: end > content && template[end - 1] === '-' };
}

function readVerbatim(
  template: string,
  start: number,
  content: number,
  tokens: Token[],
): Section | undefined {
  const open = matchAt(verbatimStart, template, content);
  if (open === null) {
    return undefined;
  }
  verbatimEnd.lastIndex = content + open[0].length;
  const body = verbatimEnd.lastIndex;
  const close = verbatimEnd.exec(template);
  if (close === null) {
    throw errorAt('Unclosed verbatim tag.', template, start);
  }
  pushText(tokens, template.slice(body, close.index), body, open[1] === '-', close[1] === '-');
  return { end: close.index + close[0].length, trimsNext: close[2] === '-' };
}

function readCode(
  template: string,
  start: number,
  content: number,
  close: '}}' | '%}',
  tokens: Token[],
): Section {
  const kind = close === '}}' ? 'PRINT' : 'EXECUTE';
  tokens.push({ type: `${kind}_START`, value: template.slice(start, start + 2), at: start });
  const lexer = new ExpressionLexer(template, content);
  for (const token of lexer.readUntil(close)) {
    tokens.push(token);
  }
  tokens.push({ type: `${kind}_END`, value: close, at: lexer.position - close.length });
  return { end: lexer.position, trimsNext: lexer.closedByTrim };
}

function pushText(tokens: Token[], text: string, at: number, trimStart: boolean, trimEnd: boolean): void {
  let value = trimStart ? text.replace(/^[ \t\n\v\f\r]+/, '') : text;
  value = trimEnd ? trimTrailing(value) : value;
  if (value !== '') {
    tokens.push({ type: 'TEXT', value, at });
  }
}

/** A loop, for a regular expression anchored at the end only takes quadratic time on long runs of spaces. */
function trimTrailing(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\n\v\f\r'.includes(text[end - 1] as string)) {
    end -= 1;
  }
  return text.slice(0, end);
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}
