import { parseParameters, parseVariableName } from './arguments.ts';
import type { Branch, Statement } from './ast.ts';
import { parseExpression, parseFilterCall } from './expressions.ts';
import { parseBody } from './parser.ts';
import type { TokenStream } from './tokenStream.ts';

type TagParser = (stream: TokenStream, at: number) => Statement;

/** What follows the name of each tag (flow-language §4.5). `verbatim` and `raw` never come this far. */
export const tags: ReadonlyMap<string, TagParser> = new Map<string, TagParser>([
  ['if', parseIf],
  ['for', parseFor],
  ['set', parseSet],
  ['macro', parseMacro],
  ['block', parseBlock],
  ['filter', parseFilter],
]);

function parseIf(stream: TokenStream, at: number): Statement {
  const branches: Branch[] = [];
  let otherwise: Statement[] = [];
  for (let tag = 'if'; tag !== 'endif'; tag = endOfBody(stream)) {
    if (tag === 'else') {
      stream.expect('EXECUTE_END');
      otherwise = parseBody(stream, ['endif']);
    } else {
      const condition = parseExpression(stream);
      stream.expect('EXECUTE_END');
      branches.push({ condition, body: parseBody(stream, ['elseif', 'else', 'endif']), at });
    }
  }
  stream.expect('EXECUTE_END');
  return { kind: 'if', branches, otherwise };
}

function parseFor(stream: TokenStream, at: number): Statement {
  const variable = parseVariableName(stream);
  stream.expect('NAME', 'in');
  const iterable = parseExpression(stream);
  stream.expect('EXECUTE_END');
  const body = parseBody(stream, ['else', 'endfor']);
  let otherwise: Statement[] = [];
  if (endOfBody(stream) === 'else') {
    stream.expect('EXECUTE_END');
    otherwise = parseBody(stream, ['endfor']);
    endOfBody(stream);
  }
  stream.expect('EXECUTE_END');
  return { kind: 'for', variable, iterable, body, otherwise, at };
}

function parseSet(stream: TokenStream, at: number): Statement {
  const variable = parseVariableName(stream);
  stream.expect('PUNCTUATION', '=');
  const value = parseExpression(stream);
  stream.expect('EXECUTE_END');
  return { kind: 'set', variable, value, at };
}

function parseMacro(stream: TokenStream, at: number): Statement {
  const name = stream.expect('NAME').value;
  const params = parseParameters(stream);
  stream.expect('EXECUTE_END');
  const body = parseBody(stream, ['endmacro']);
  endOfBody(stream);
  stream.skip('NAME', name);
  stream.expect('EXECUTE_END');
  return { kind: 'macro', name, params, body, at };
}

function parseBlock(stream: TokenStream, at: number): Statement {
  const name = stream.is('STRING') ? stream.next().value : stream.expect('NAME').value;
  stream.expect('EXECUTE_END');
  const body = parseBody(stream, ['endblock']);
  endOfBody(stream);
  if (!stream.skip('NAME', name)) {
    stream.skip('STRING', name);
  }
  stream.expect('EXECUTE_END');
  return { kind: 'block', name, body, at };
}

function parseFilter(stream: TokenStream, at: number): Statement {
  const filters = [parseFilterCall(stream)];
  while (stream.skip('OPERATOR', '|')) {
    filters.push(parseFilterCall(stream));
  }
  stream.expect('EXECUTE_END');
  const body = parseBody(stream, ['endfilter']);
  endOfBody(stream);
  stream.expect('EXECUTE_END');
  return { kind: 'filter', filters, body, at };
}

/** Goes past `{%` and the name of the tag that ended a body, and gives the name. */
function endOfBody(stream: TokenStream): string {
  stream.expect('EXECUTE_START');
  return stream.expect('NAME').value;
}
