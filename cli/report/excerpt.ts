import type { Paint } from '../paint.ts';
import { printable } from './text.ts';

/** A place in a text, 1-based. */
interface Place {
  line: number;
  column: number;
}

/**
 * The line of a place with the one before it, line numbers, and a caret under the column; lines without their end. Long
 * lines are cut so that the column is seen. Empty where the text has no such line.
 */
export function excerpt(source: string, place: Place, paint: Paint, width = 100): string[] {
  const lines = source.split(/\r?\n/);
  const line = lines[place.line - 1];
  if (line === undefined) return [];
  const gutter = String(place.line).length;
  const room = Math.max(20, width - gutter - 5);
  const offset = Math.max(0, place.column - Math.floor(room * 0.8));

  const numbered = (number: number, text: string) =>
    `${paint.dim(`${String(number).padStart(gutter)} |`)} ${printable(cut(text, offset, room))}`.trimEnd();
  const before = lines[place.line - 2];
  // The caret's line repeats the text as blanks, so that widened tabs move it along.
  const lead = printable(cut(line, offset, room).slice(0, Math.max(0, place.column - 1 - offset))).length;
  return [
    ...(before === undefined || before.trim() === '' ? [] : [numbered(place.line - 1, before)]),
    numbered(place.line, line),
    `${' '.repeat(gutter)} ${paint.dim('|')} ${' '.repeat(lead)}${paint.red('^')}`,
  ];
}

/** `room` characters from `offset`, with dots for what is missing. */
function cut(text: string, offset: number, room: number): string {
  const part = text.slice(offset, offset + room);
  const start = offset > 0 && part.length > 0 ? `…${part.slice(1)}` : part;
  return text.length > offset + room ? `${start.slice(0, -1)}…` : start;
}
