import { EvaluationFailed } from './evaluate.ts';
import type { Label } from './types.ts';

/**
 * Labels as they may be written: a map, a list of `{key, value}`, or JSON text of either (flow-language §6.2 Labels).
 *
 * @throws EvaluationFailed where they are anything else.
 */
export function labelsOf(written: unknown): Label[] {
  if (written === undefined || written === null || written === '') return [];
  if (typeof written === 'string') return labelsOf(parse(written));
  if (Array.isArray(written))
    return written.map((entry: { key?: unknown; value?: unknown }) => {
      if (typeof entry?.key !== 'string') throw unexpected(written);
      return { key: entry.key, value: scalarText(entry.value, written) };
    });
  if (typeof written === 'object')
    return Object.entries(written).map(([key, value]) => ({ key, value: scalarText(value, written) }));
  throw unexpected(written);
}

/** Later labels win over earlier ones of the same key; the order of first appearance stays. */
export function mergeLabels(...lists: readonly (readonly Label[])[]): Label[] {
  const merged = new Map<string, string>();
  for (const { key, value } of lists.flat()) merged.set(key, value);
  return [...merged].map(([key, value]) => ({ key, value }));
}

/** Whether only Tutti itself may set a label (flow-language §5.5). */
export function isSystemLabel({ key }: Label): boolean {
  return key.startsWith('system.');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unexpected(text);
  }
}

function scalarText(value: unknown, labels: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw unexpected(labels);
}

function unexpected(found: unknown): EvaluationFailed {
  const shown = typeof found === 'string' ? found : JSON.stringify(found);
  return new EvaluationFailed(
    `Labels must be a map, or a list of \`{key, value}\`, with text values, but they are \`${shown}\``,
  );
}
