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
    .flatMap(spellings)
    .toSorted((a, b) => b.length - a.length);
  return (text) =>
    withoutTokens(values.reduce((left, value) => left.replaceAll(value, '(value withheld)'), text));
}

/** As it is, and as tasks like to show it: Base64, in URLs, in JSON. */
function spellings(value: string): string[] {
  const encoded = [
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
    Buffer.from(value).toString('base64url'),
    encodeURIComponent(value.toWellFormed()),
    JSON.stringify(value).slice(1, -1),
  ];
  return [...new Set([value, ...encoded])];
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : [];
}
