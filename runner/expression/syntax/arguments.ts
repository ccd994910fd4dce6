import type { Argument, MacroStatement } from './ast.ts';
import { parseExpression } from './expressions.ts';
import type { TokenStream } from './tokenStream.ts';

const reserved: ReadonlySet<string> = new Set([
  'true',
  'TRUE',
  'false',
  'FALSE',
  'null',
  'NULL',
  'none',
  'NONE',
]);

/**
 * The arguments of a call, brackets included: positional ones first, then `name=value` (flow-language §4.4).
 *
 * @throws ExpressionError where a positional argument follows a named one
 */
export function parseArguments(stream: TokenStream): Argument[] {
  return stream.nested(() => {
    const args: Argument[] = [];
    parseEach(stream, () => {
      const isNamed =
        stream.is('NAME') && stream.peek().type === 'PUNCTUATION' && stream.peek().value === '=';
      const name = isNamed ? parseVariableName(stream) : undefined;
      if (isNamed) {
        stream.next();
      } else if (args.at(-1)?.name !== undefined) {
        throw stream.error('Positional arguments must be declared before any named arguments.');
      }
      args.push({ name, value: parseExpression(stream) });
    });
    return args;
  });
}

/** The parameters of a macro, each with its default value if it has one. */
export function parseParameters(stream: TokenStream): MacroStatement['params'] {
  const params: MacroStatement['params'] = [];
  parseEach(stream, () => {
    const name = parseVariableName(stream);
    const value = stream.skip('PUNCTUATION', '=') ? parseExpression(stream) : undefined;
    params.push({ name, value });
  });
  return params;
}

/**
 * A name that is about to be bound.
 *
 * @throws ExpressionError where it is the name of a literal
 */
export function parseVariableName(stream: TokenStream): string {
  const { value, at } = stream.expect('NAME');
  if (reserved.has(value)) {
    throw stream.error(`Can not assign a value to ${value}`, at);
  }
  return value;
}

function parseEach(stream: TokenStream, parseOne: () => void): void {
  stream.expect('PUNCTUATION', '(');
  for (let first = true; !stream.skip('PUNCTUATION', ')'); first = false) {
    if (!first) {
      stream.expect('PUNCTUATION', ',');
    }
    parseOne();
  }
}
