import type { Namespaces } from '../../../runner/repository/index.ts';
import { withoutTokens } from '../guard/withheld.ts';

/** Shorter values are words that stand everywhere. */
const shortest = 6;

/**
 * Takes the values of what a namespace shares out of a text, before a model sees it: results of tests and logs quote values. What
 * stands in the flow itself the model knows already, but for credentials, which have marks (surfaces §4.7).
 */
export function withholder(namespaces: Namespaces, namespace: string, known = ''): (text: string) => string {
  const values = textsOf(namespaces.of(namespace).variables)
    .filter((value) => value.length >= shortest && !known.includes(value))
    .toSorted((a, b) => b.length - a.length);
  return (text) =>
    withoutTokens(values.reduce((left, value) => left.replaceAll(value, '(value withheld)'), text));
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : [];
}
