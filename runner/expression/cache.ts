import { compileTemplate, type Template } from './compiler.ts';

/** Compiled templates that are kept (flow-language §4: an LRU of 1,000). */
const capacity = 1_000;

/** Texts longer than this are compiled each time, so that the cache stays small. */
const maximumLength = 100_000;

/** The used half and the half that is dropped next: nearly an LRU, and a hit costs one look-up. */
let young = new Map<string, Template>();
let old = new Map<string, Template>();

/**
 * The compiled form of a template; `undefined` where the text holds no tag and is its own result.
 *
 * @throws ExpressionError where the template has a mistake
 */
export function templateOf(text: string): Template | undefined {
  const hit = young.get(text);
  if (hit !== undefined) {
    return hit;
  }
  if (!/\{[{%#]/.test(text)) {
    return undefined;
  }
  const compiled = old.get(text) ?? compileTemplate(text);
  if (text.length <= maximumLength) {
    remember(text, compiled);
  }
  return compiled;
}

function remember(text: string, template: Template): void {
  if (young.size >= capacity / 2) {
    old = young;
    young = new Map();
  }
  young.set(text, template);
}
