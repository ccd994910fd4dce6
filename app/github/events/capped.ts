/** Most bytes of a payload that an execution keeps. */
const mostBytes = 256 * 1024;

/** How long texts and lists may be, tried in this order. */
const limits = [
  { text: 16_384, items: 200 },
  { text: 1_024, items: 30 },
  { text: 200, items: 5 },
];

/** A payload that an execution can keep: of a large one long texts and lists are cut, of one that is still too large nothing is left. */
export function capped(payload: Readonly<Record<string, unknown>>): {
  body: Record<string, unknown>;
  truncated: boolean;
} {
  if (fits(payload)) return { body: { ...payload }, truncated: false };
  for (const limit of limits) {
    const body = cut(payload, limit) as Record<string, unknown>;
    if (fits(body)) return { body, truncated: true };
  }
  return { body: {}, truncated: true };
}

function fits(value: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(value)) <= mostBytes;
}

function cut(value: unknown, limit: { text: number; items: number }): unknown {
  if (typeof value === 'string')
    return value.length > limit.text ? value.slice(0, limit.text).toWellFormed() : value;
  if (Array.isArray(value)) return value.slice(0, limit.items).map((item) => cut(item, limit));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cut(item, limit)]));
}
