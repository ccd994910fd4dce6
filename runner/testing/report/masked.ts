import type { TestReport } from '../types.ts';

/**
 * A report whose texts went through `mask`, for what is written to files and shown to people. Masking what was written already
 * would miss secrets that JSON or XML spell otherwise.
 */
export function masked(report: TestReport, mask: (text: string) => string): TestReport {
  return maskedValue(report, mask) as TestReport;
}

/** A value whose texts, keys of maps included, went through `mask`. */
export function maskedValue(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((item) => maskedValue(item, mask));
  // What has a class of its own is a number or a date.
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [mask(key), maskedValue(item, mask)]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
