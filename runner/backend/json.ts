/**
 * A record as JSON text. Integers beyond ±2^53, which expressions hold as `bigint`, are written as plain digits.
 * Throws a TypeError on cycles.
 */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    // Only now the replacer: it makes the usual case several times slower.
    if (error instanceof TypeError && /BigInt/.test(error.message))
      return JSON.stringify(value, bigintsAsDigits);
    throw error;
  }
}

/** What `toJson` wrote; integers beyond ±2^53 come back as `bigint`. */
export function fromJson<T>(text: string): T {
  return (/\d{16}/.test(text) ? JSON.parse(text, digitsAsBigints) : JSON.parse(text)) as T;
}

function bigintsAsDigits(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? rawJson(String(value)) : value;
}

function digitsAsBigints(_key: string, value: unknown, context?: { source?: string }): unknown {
  const exact =
    typeof value !== 'number' || Number.isSafeInteger(value) || !/^-?\d+$/.test(context?.source ?? '');
  return exact ? value : BigInt(context?.source ?? 0);
}

// Part of ECMAScript 2026 and of Node 24, not yet of TypeScript's library.
const { rawJSON: rawJson } = JSON as unknown as { rawJSON(text: string): unknown };
