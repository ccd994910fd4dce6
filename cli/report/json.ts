/** One JSON value on a line of its own. Texts go through `mask`; integers beyond 2^53 keep their digits. */
export function jsonText(value: unknown, mask: (text: string) => string = (text) => text): string {
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'string') return mask(item);
    return typeof item === 'bigint' ? rawJson(String(item)) : item;
  });
  return `${text}\n`;
}

/** ECMAScript 2026; not in the compiler's library yet. */
const { rawJSON: rawJson } = JSON as unknown as { rawJSON(text: string): unknown };
