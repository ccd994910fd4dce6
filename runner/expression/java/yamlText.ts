import { type CST, type ParseOptions, Parser, parse, type SchemaOptions, type ToJSOptions } from 'yaml';
import { ExpressionError } from '../types.ts';

/** Characters of a document, as SnakeYAML allows. */
const maximumLength = 3 * 1024 * 1024;

/** Lists and maps inside each other. */
const maximumDepth = 100;

/**
 * Reads one YAML document that came as data. The parser recurses for each level of nesting, so that a few thousand brackets
 * would end the process: what is too deep or too long is refused before.
 *
 * @throws ExpressionError where the text is too long or nested too deeply; the parser's error where it is no YAML
 */
export function readYamlText(
  text: string,
  options: ParseOptions & SchemaOptions & ToJSOptions = {},
): unknown {
  if (text.length > maximumLength) {
    throw new ExpressionError(`The incoming YAML document exceeds the limit: ${maximumLength} code points.`);
  }
  // A level takes a character.
  if (text.length > maximumDepth && isTooDeep(text)) {
    throw new ExpressionError(`Nesting Depth exceeded max ${maximumDepth}`);
  }
  return parse(text, { logLevel: 'error', ...options });
}

/** Tokens are made without recursion. */
function isTooDeep(text: string): boolean {
  const waiting: { token: CST.Token; depth: number }[] = [];
  const visit = (token: CST.Token | null | undefined, depth: number) => {
    if (token) waiting.push({ token, depth });
  };
  for (const token of new Parser().parse(text)) visit(token, 0);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { token, depth } = next;
    if (depth > maximumDepth) return true;
    if (token.type === 'document') visit(token.value, depth);
    if (!('items' in token)) continue;
    for (const item of token.items) {
      visit(item.key, depth + 1);
      visit(item.value, depth + 1);
    }
  }
  return false;
}
