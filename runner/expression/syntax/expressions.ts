import { type JavaNumber, toDouble, toLong } from '../java/numbers.ts';
import { parseArguments } from './arguments.ts';
import type { BinaryOperator, Expression, FilterCall, UnaryOperator } from './ast.ts';
import type { TokenStream } from './tokenStream.ts';
import type { Token } from './tokens.ts';

/** How tightly each binary operator binds; all are left-associative (flow-language §4.3). */
const precedences: ReadonlyMap<string, number> = new Map([
  ['or', 10],
  ['and', 15],
  ['is', 20],
  ['is not', 20],
  ['contains', 20],
  ['==', 30],
  ['equals', 30],
  ['!=', 30],
  ['>', 30],
  ['<', 30],
  ['>=', 30],
  ['<=', 30],
  ['+', 40],
  ['-', 40],
  ['*', 60],
  ['/', 60],
  ['%', 60],
  ['|', 100],
  ['~', 110],
  ['..', 120],
  ['??', 120],
  ['???', 120],
  ['isIn', 120],
]);

const unaryPrecedence = 500;

const literals: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['TRUE', true],
  ['false', false],
  ['FALSE', false],
  ['null', null],
  ['NULL', null],
  ['none', null],
  ['NONE', null],
]);

/**
 * Parses an expression, a ternary included (flow-language §4.3).
 *
 * @throws ExpressionError at the first token that does not fit
 */
export function parseExpression(stream: TokenStream): Expression {
  return stream.nested(() => parseTernary(stream, parseOperators(stream, 0)));
}

function parseTernary(stream: TokenStream, condition: Expression): Expression {
  const at = stream.current.at;
  if (!stream.skip('PUNCTUATION', '?')) {
    return condition;
  }
  const then = parseExpression(stream);
  stream.expect('PUNCTUATION', ':');
  return { kind: 'conditional', condition, then, otherwise: parseExpression(stream), at };
}

/** Precedence climbing: takes operators as long as they bind at least as tightly as asked. */
function parseOperators(stream: TokenStream, minimum: number): Expression {
  let left = parseUnary(stream);
  for (;;) {
    const precedence = binaryPrecedence(stream.current);
    if (precedence === undefined || precedence < minimum) {
      return left;
    }
    stream.link();
    left = parseRightSide(stream, left, stream.next(), precedence);
  }
}

function binaryPrecedence(token: Token): number | undefined {
  return token.type === 'OPERATOR' ? precedences.get(operatorName(token)) : undefined;
}

/** `is not` may be written with any white space. */
function operatorName(token: Token): string {
  return token.value.startsWith('is') && token.value.endsWith('not') ? 'is not' : token.value;
}

function parseRightSide(stream: TokenStream, left: Expression, token: Token, precedence: number): Expression {
  const operator = operatorName(token);
  switch (operator) {
    case '|':
      return { kind: 'filter', input: left, filter: parseFilterCall(stream), at: token.at };
    case 'is':
    case 'is not': {
      const name = stream.expect('NAME').value;
      const args = stream.is('PUNCTUATION', '(') ? parseArguments(stream) : [];
      return { kind: 'test', input: left, name, args, negated: operator === 'is not', at: token.at };
    }
    default: {
      const right = stream.nested(() => parseOperators(stream, precedence + 1));
      const canonical = (operator === 'equals' ? '==' : operator) as BinaryOperator;
      return { kind: 'binary', operator: canonical, left, right, at: token.at };
    }
  }
}

/** A filter's name with its arguments, after a `|` or in a `filter` tag. */
export function parseFilterCall(stream: TokenStream): FilterCall {
  const { value: name, at } = stream.expect('NAME');
  return { name, args: stream.is('PUNCTUATION', '(') ? parseArguments(stream) : [], at };
}

function parseUnary(stream: TokenStream): Expression {
  const { type, value, at } = stream.current;
  if (type === 'OPERATOR' && (value === 'not' || value === '+' || value === '-')) {
    stream.next();
    const operand = stream.nested(() => parseOperators(stream, unaryPrecedence));
    return { kind: 'unary', operator: value satisfies UnaryOperator, operand, at };
  }
  return parsePrimary(stream);
}

function parsePrimary(stream: TokenStream): Expression {
  const token = stream.current;
  switch (token.type === 'PUNCTUATION' ? token.value : token.type) {
    case '(': {
      stream.next();
      const inner = parseExpression(stream);
      stream.expect('PUNCTUATION', ')');
      return parsePostfix(stream, inner);
    }
    case '[':
      return parseList(stream);
    case '{':
      return parseMap(stream);
    case 'STRING':
      return parsePostfix(stream, parseString(stream));
    case 'LONG':
    case 'NUMBER':
      return { kind: 'literal', value: numberValue(stream), at: token.at };
    case 'NAME':
      return parsePostfix(stream, parseName(stream));
    case 'EOF':
      throw stream.error('Unexpected end of template');
    default:
      throw stream.error(`Unexpected token "${token.type}" of value "${token.value}"`);
  }
}

function parseList(stream: TokenStream): Expression {
  const { at } = stream.expect('PUNCTUATION', '[');
  const items: Expression[] = [];
  while (!stream.is('PUNCTUATION', ']')) {
    if (items.length > 0) {
      stream.expect('PUNCTUATION', ',');
    }
    items.push(parseExpression(stream));
  }
  stream.next();
  return { kind: 'list', items, at };
}

function parseMap(stream: TokenStream): Expression {
  const { at } = stream.expect('PUNCTUATION', '{');
  const entries: [Expression, Expression][] = [];
  while (!stream.is('PUNCTUATION', '}')) {
    if (entries.length > 0) {
      stream.expect('PUNCTUATION', ',');
    }
    const key = parseExpression(stream);
    stream.expect('PUNCTUATION', ':');
    entries.push([key, parseExpression(stream)]);
  }
  stream.next();
  return { kind: 'map', entries, at };
}

function parseString(stream: TokenStream): Expression {
  const token = stream.next();
  if (token.parts === undefined) {
    return { kind: 'literal', value: token.value, at: token.at };
  }
  const parts = token.parts.map((part): Expression => {
    if (typeof part === 'string') {
      return { kind: 'literal', value: part, at: token.at };
    }
    const inner = stream.substream(part);
    const expression = parseExpression(inner);
    inner.expect('EOF');
    return expression;
  });
  return { kind: 'interpolation', parts, at: token.at };
}

/** A Long has 64 bits; a number with a fraction is a double even where the fraction is zero. */
function numberValue(stream: TokenStream): JavaNumber {
  const { value, at } = stream.next();
  if (value.includes('.')) {
    return toDouble(Number(value));
  }
  const long = value.length > 19 ? undefined : BigInt(value);
  if (long === undefined || BigInt.asIntN(64, long) !== long) {
    throw stream.error(`For input string: "${value}"`, at);
  }
  return toLong(long);
}

function parseName(stream: TokenStream): Expression {
  const { value: name, at } = stream.next();
  const literal = literals.get(name);
  if (literal !== undefined) {
    return { kind: 'literal', value: literal, at };
  }
  if (stream.is('PUNCTUATION', '(')) {
    return { kind: 'call', name, args: parseArguments(stream), at };
  }
  return { kind: 'variable', name, at };
}

/** `.name`, `.method(…)` and `[…]`, as many as follow. */
function parsePostfix(stream: TokenStream, target: Expression): Expression {
  let result = target;
  for (;;) {
    if (stream.skip('PUNCTUATION', '.')) {
      stream.link();
      result = parseMember(stream, result);
    } else if (stream.skip('PUNCTUATION', '[')) {
      stream.link();
      const at = stream.current.at;
      const name = parseExpression(stream);
      stream.expect('PUNCTUATION', ']');
      result = { kind: 'attribute', target: result, name, at };
    } else {
      return result;
    }
  }
}

/** After a dot the words that are operators elsewhere are names: `list.contains(x)`. */
function parseMember(stream: TokenStream, target: Expression): Expression {
  const isWord = stream.is('OPERATOR') && /^\p{L}+$/u.test(stream.current.value);
  const { value: name, at } = isWord ? stream.next() : stream.expect('NAME');
  if (stream.is('PUNCTUATION', '(')) {
    return { kind: 'method', target, name, args: parseArguments(stream), at };
  }
  return { kind: 'attribute', target, name: { kind: 'literal', value: name, at }, at };
}
