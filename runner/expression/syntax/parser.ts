import type { Statement } from './ast.ts';
import { parseExpression } from './expressions.ts';
import { tokenize } from './lexer.ts';
import { tags } from './tags.ts';
import { TokenStream } from './tokenStream.ts';

/**
 * Parses a template into its statements (flow-language §4.2–§4.5).
 *
 * @throws ExpressionError with the position of the first mistake
 */
export function parseTemplate(template: string): Statement[] {
  const stream = new TokenStream(template, tokenize(template));
  const body = parseBody(stream, []);
  stream.expect('EOF');
  return body;
}

/**
 * Statements up to one of the tags named, of which `{%` and the name stay to be read; without any, to the template's end.
 *
 * @throws ExpressionError where the template ends before
 */
export function parseBody(stream: TokenStream, until: readonly string[]): Statement[] {
  return stream.nested(() => {
    const body: Statement[] = [];
    for (;;) {
      const token = stream.current;
      stream.resetLinks();
      if (token.type === 'EOF') {
        if (until.length > 0) {
          throw stream.error(`Unexpected end of template. Pebble was looking for the "${until.at(-1)}" tag`);
        }
        return body;
      }
      if (token.type === 'TEXT') {
        body.push({ kind: 'text', text: stream.next().value });
      } else if (token.type === 'PRINT_START') {
        body.push(parsePrint(stream));
      } else {
        if (until.includes(stream.peek().value) && stream.peek().type === 'NAME') {
          return body;
        }
        body.push(parseTag(stream));
      }
    }
  });
}

function parsePrint(stream: TokenStream): Statement {
  const { at } = stream.next();
  const value = parseExpression(stream);
  stream.expect('PRINT_END');
  return { kind: 'print', value, at };
}

function parseTag(stream: TokenStream): Statement {
  stream.expect('EXECUTE_START');
  if (!stream.is('NAME')) {
    throw stream.error('A block must start with a tag name.');
  }
  const { value: name, at } = stream.next();
  const parse = tags.get(name);
  if (parse === undefined) {
    throw stream.error(`Unexpected tag name "${name}"`, at);
  }
  return parse(stream, at);
}
