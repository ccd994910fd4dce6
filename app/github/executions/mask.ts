import type { CheckReport } from '../types.ts';

/**
 * A value with every secret hidden in all its texts. What reports are made of goes through it: escaping may cut a secret into
 * pieces that nobody recognises afterwards (github §8.2).
 */
export function maskDeep<T>(value: T, mask: (text: string) => string): T {
  return masked(value, mask) as T;
}

/** The report with every secret hidden, whatever way it took into a text: the last thing before it leaves (github §8.2). */
export function maskReport(report: CheckReport, mask: (text: string) => string): CheckReport {
  const { title, summary, text, annotations } = report;
  return { ...report, ...maskDeep({ title, summary, text, annotations }, mask) } as CheckReport;
}

function masked(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((item) => masked(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, masked(item, mask)]),
  );
}
