import { maximumChain, maximumNesting } from '../limits.ts';
import { errorAt } from './errors.ts';
import type { Token, TokenType } from './tokens.ts';

/** Tokens with a cursor, as the parsers share them. */
export class TokenStream {
  readonly template: string;
  private readonly tokens: readonly Token[];
  private index = 0;
  private nesting: number;
  private links = 0;

  constructor(template: string, tokens: readonly Token[], nesting = 0) {
    this.template = template;
    this.tokens = tokens;
    this.nesting = nesting;
  }

  get current(): Token {
    return this.peek(0);
  }

  /** The token some places ahead; the last token is EOF and never passed. */
  peek(places = 1): Token {
    return (this.tokens[this.index + places] ?? this.tokens.at(-1)) as Token;
  }

  next(): Token {
    const token = this.current;
    this.index += 1;
    return token;
  }

  is(type: TokenType, value?: string): boolean {
    const token = this.current;
    return token.type === type && (value === undefined || token.value === value);
  }

  /** Goes past the current token where it is the one named, and says whether it was. */
  skip(type: TokenType, value?: string): boolean {
    const found = this.is(type, value);
    this.index += found ? 1 : 0;
    return found;
  }

  /** @throws ExpressionError where the current token is another */
  expect(type: TokenType, value?: string): Token {
    if (!this.is(type, value)) {
      const token = this.current;
      const wanted = value === undefined ? type : `${type} with value ${value}`;
      throw this.error(
        token.type === 'EOF'
          ? `Unexpected end of template, expected token of type ${wanted}`
          : `Unexpected token of value "${token.value}" and type ${token.type}, expected token of type ${wanted}`,
      );
    }
    return this.next();
  }

  /** Parses something one level deeper; bounds how deep a template can nest. */
  nested<T>(parse: () => T): T {
    if (this.nesting >= maximumNesting) {
      throw this.error('The expression is nested too deeply');
    }
    this.nesting += 1;
    const result = parse();
    this.nesting -= 1;
    return result;
  }

  /** Counts one operator, attribute or filter of the expression that is being parsed. */
  link(): void {
    this.links += 1;
    if (this.links > maximumChain) {
      throw this.error('The expression has too many operators');
    }
  }

  /** A new print or tag begins: the chain of the last one is over. */
  resetLinks(): void {
    this.links = 0;
  }

  /** Tokens of an interpolation inside this stream. */
  substream(tokens: readonly Token[]): TokenStream {
    return new TokenStream(this.template, tokens, this.nesting);
  }

  error(message: string, at = this.current.at): Error {
    return errorAt(message, this.template, at);
  }
}
