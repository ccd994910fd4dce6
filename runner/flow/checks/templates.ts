import type { Places } from '../places.ts';
import type { Report } from '../report.ts';
import { isMapping, listOf, type Path } from '../values.ts';

/** A fault of a template text. */
export interface TemplateFault {
  message: string;
  /** Its place in the text, where known. `offset` counts characters from 0. */
  position?: { offset: number };
}

/** Tells what keeps a text from being rendered; nothing for a text without expressions. */
export type CheckTemplate = (text: string) => readonly TemplateFault[];

/**
 * Warns of expressions that cannot be compiled, in plugins and outputs, at their place in the file. Warnings, for a flow that
 * never gets there runs well, and some properties are never rendered.
 */
export function checkTemplates(
  report: Report,
  root: Record<string, unknown>,
  places: Places,
  check: CheckTemplate,
): void {
  const outer = new Set(places.typed.filter(({ owner }) => !owner).map(({ value }) => value));
  for (const { value, path } of places.typed) if (outer.has(value)) checkTexts(report, value, path, check);
  for (const [index, output] of listOf(root['outputs']).entries())
    checkTexts(report, output, ['outputs', index], check);
}

/** Warns of expressions that cannot be compiled, anywhere in a value but in descriptions. */
export function checkTexts(report: Report, value: unknown, path: Path, check: CheckTemplate): void {
  if (typeof value === 'string') {
    if (!value.includes('{{') && !value.includes('{%')) return;
    for (const { message, position } of check(value))
      report.textWarning(path, position?.offset ?? 0, withoutTemplate(message, value));
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkTexts(report, item, [...path, index], check);
  } else if (isMapping(value)) {
    for (const [key, entry] of Object.entries(value))
      if (key !== 'description') checkTexts(report, entry, [...path, key], check);
  }
}

/** Pebble repeats the whole template at a message's end. Here the place is known, and the text may be a long script. */
function withoutTemplate(message: string, template: string): string {
  const end = message.lastIndexOf(` (${template}:`);
  return end === -1 ? message : message.slice(0, end);
}
