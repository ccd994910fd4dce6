/**
 * An answer in JSON. Texts go through `mask`; integers beyond 2^53 keep their digits.
 *
 * @param value JSON-able, or `undefined` for an empty answer
 */
export function json(value: unknown, mask: (text: string) => string, status = 200): Response {
  return new Response(jsonText(value, mask), { status, headers: { 'content-type': 'application/json' } });
}

/** One JSON value, with no line breaks outside of texts. */
export function jsonText(value: unknown, mask: (text: string) => string): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'string') return mask(item);
    return typeof item === 'bigint' ? rawJson(String(item)) : item;
  });
}

/** For what holds no secrets: flows are as readable as the repository that they lie in. */
export const unmasked = (text: string): string => text;

/** ECMAScript 2026; not in the compiler's library yet. */
const { rawJSON: rawJson } = JSON as unknown as { rawJSON(text: string): unknown };
