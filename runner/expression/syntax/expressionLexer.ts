import { maximumNesting } from '../limits.ts';
import { errorAt } from './errors.ts';
import type { Token } from './tokens.ts';

const whitespace = /[ \t\n\v\f\r]*/y;
const operator =
  /is[ \t\n\v\f\r]+not(?![\p{L}\d_])|(?:contains|equals|isIn|and|not|or|is)(?![\p{L}\d_])|\?\?\?|\?\?|\.\.|==|!=|>=|<=|[+\-*/%><|~]/uy;
const name = /[\p{L}_][\p{L}\d_]*/uy;
const long = /(\d+)L/y;
const number = /\d+(?:\.\d+)?/y;
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Reads the tokens of one expression or tag out of a template, from `position` on (flow-language §4.2). */
export class ExpressionLexer {
  position: number;
  /** Whether the closing delimiter was `-}}` or `-%}`. */
  closedByTrim = false;
  private readonly template: string;
  private readonly depth: number;
  private readonly brackets: { character: string; at: number }[] = [];

  constructor(template: string, position: number, depth = 0) {
    this.template = template;
    this.position = position;
    this.depth = depth;
  }

  /**
   * The tokens up to a closing delimiter outside of brackets, which is skipped.
   *
   * @throws ExpressionError where a character begins no token, a bracket is not closed, or the delimiter is missing
   */
  readUntil(close: '}}' | '%}' | '}'): Token[] {
    const tokens: Token[] = [];
    for (;;) {
      this.match(whitespace);
      if (this.brackets.length === 0 && this.skipClose(close)) {
        return tokens;
      }
      if (this.position >= this.template.length) {
        throw this.unclosed(close);
      }
      tokens.push(this.readToken());
    }
  }

  private skipClose(close: string): boolean {
    this.closedByTrim = close !== '}' && this.template.startsWith(`-${close}`, this.position);
    const text = this.closedByTrim ? `-${close}` : close;
    const found = this.template.startsWith(text, this.position);
    this.position += found ? text.length : 0;
    return found;
  }

  private unclosed(close: string): Error {
    const bracket = this.brackets.at(-1);
    return bracket === undefined
      ? errorAt(`Unexpected end of template. Expected "${close}"`, this.template, this.position)
      : errorAt(`Unclosed "${bracket.character}"`, this.template, bracket.at);
  }

  private readToken(): Token {
    const at = this.position;
    const matched =
      this.token('OPERATOR', this.match(operator)) ??
      this.token('NAME', this.match(name)) ??
      this.token('LONG', this.match(long), 1) ??
      this.token('NUMBER', this.match(number));
    if (matched !== undefined) {
      return { ...matched, at };
    }
    const character = this.template[at] as string;
    if (character === "'") {
      return this.readSingleQuoted(at);
    }
    if (character === '"') {
      return this.readDoubleQuoted(at);
    }
    return this.readPunctuation(character, at);
  }

  private token(type: 'OPERATOR' | 'NAME' | 'LONG' | 'NUMBER', match: RegExpExecArray | null, group = 0) {
    return match === null ? undefined : { type, value: match[group] as string };
  }

  /** Ends at the first quote without a backslash before it. */
  private readSingleQuoted(at: number): Token {
    let end = this.template.indexOf("'", at + 1);
    while (this.template[end - 1] === '\\') {
      end = this.template.indexOf("'", end + 1);
    }
    if (end < 0) {
      throw errorAt("Unexpected character [']", this.template, at);
    }
    this.position = end + 1;
    return { type: 'STRING', value: this.template.slice(at + 1, end).replaceAll("\\'", "'"), at };
  }

  /** A backslash quotes only the quote; `#{` begins an expression that ends at its `}`. */
  private readDoubleQuoted(at: number): Token {
    const parts: (string | Token[])[] = [];
    let text = '';
    this.position += 1;
    for (;;) {
      const character = this.template[this.position];
      if (character === undefined) {
        throw errorAt('Unexpected character ["]', this.template, at);
      }
      this.position += 1;
      if (character === '"') {
        break;
      }
      if (character === '\\' && this.template[this.position] === '"') {
        text += '"';
        this.position += 1;
      } else if (character === '#' && this.template[this.position] === '{') {
        parts.push(text, this.readInterpolation());
        text = '';
      } else {
        text += character;
      }
    }
    return parts.length === 0
      ? { type: 'STRING', value: text, at }
      : {
          type: 'STRING',
          value: this.template.slice(at + 1, this.position - 1),
          at,
          parts: [...parts, text],
        };
  }

  private readInterpolation(): Token[] {
    if (this.depth >= maximumNesting) {
      throw errorAt('The expression is nested too deeply', this.template, this.position);
    }
    const nested = new ExpressionLexer(this.template, this.position + 1, this.depth + 1);
    const tokens = nested.readUntil('}');
    this.position = nested.position;
    return [...tokens, { type: 'EOF', value: '}', at: this.position - 1 }];
  }

  private readPunctuation(character: string, at: number): Token {
    if (!'()[]{}?:.,|='.includes(character)) {
      throw errorAt(`Unexpected character [${character}]`, this.template, at);
    }
    if (character in closers) {
      this.brackets.push({ character, at });
    } else if (')]}'.includes(character)) {
      const open = this.brackets.pop();
      if (open === undefined) {
        throw errorAt(`Unexpected "${character}"`, this.template, at);
      }
      if (closers[open.character] !== character) {
        throw errorAt(`Unclosed "${open.character}"`, this.template, open.at);
      }
    }
    this.position += 1;
    return { type: 'PUNCTUATION', value: character, at };
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.template);
    this.position += match?.[0].length ?? 0;
    return match;
  }
}
