import { formatDuration, parseDuration } from '../../../plugin/duration.ts';
import type { KvType } from '../../../plugin/types.ts';

/** The types a KV value can have (flow-language §6.4). */
export const kvTypes = ['STRING', 'NUMBER', 'BOOLEAN', 'DATETIME', 'DATE', 'DURATION', 'JSON'] as const;

/**
 * A rendered value as the store keeps it, and its type: text becomes what `wanted` says, any other value keeps the type it
 * has, which the store knows, except that a number may be kept as text. Dates and durations are kept as ISO-8601 text.
 *
 * @throws Error where the text is no value of the wanted type.
 */
export async function kvValue(value: unknown, wanted?: KvType): Promise<{ value: unknown; type?: KvType }> {
  if (wanted === undefined) return { value };
  if (typeof value === 'string') return { value: await fromText(value, wanted), type: wanted };
  if (typeof value === 'number' && wanted === 'STRING') return { value: String(value), type: 'STRING' };
  return { value };
}

async function fromText(text: string, type: KvType): Promise<unknown> {
  if (type === 'STRING') return text;
  try {
    return await readers[type](text.trim());
  } catch {
    throw new Error(`Unable to store \`${text}\` as ${type}: expected ${expectations[type]}`);
  }
}

const readers: Record<Exclude<KvType, 'STRING'>, (text: string) => unknown> = {
  NUMBER: (text) => {
    const number: unknown = JSON.parse(text);
    if (typeof number === 'number') return number;
    throw new TypeError('not a number');
  },
  BOOLEAN: (text) => text.toLowerCase() === 'true',
  DATETIME: async (text) => (await temporal()).Instant.from(text).toString(),
  DATE: async (text) => (await temporal()).PlainDate.from(text.replace(/T.*/, '')).toString(),
  DURATION: (text) => {
    // A number of seconds, which properties may be written as, is no duration here.
    const milliseconds = /P/i.test(text) ? parseDuration(text) : undefined;
    if (milliseconds !== undefined) return formatDuration(milliseconds);
    throw new TypeError('not a duration');
  },
  JSON: (text) => JSON.parse(text),
};

const expectations: Record<Exclude<KvType, 'STRING'>, string> = {
  NUMBER: 'a number such as 42 or 0.5',
  BOOLEAN: 'true or false',
  DATETIME: 'an instant such as 2025-01-31T08:00:00Z',
  DATE: 'a date such as 2025-01-31',
  DURATION: 'an ISO-8601 duration such as PT30M',
  JSON: 'JSON',
};

/** Loaded where a date asks for it, for it takes a while. */
async function temporal() {
  return (await import('temporal-polyfill')).Temporal;
}
