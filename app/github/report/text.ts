import { epochOf, isTerminated } from '../../../runner/execution/states.ts';
import type { State } from '../../../runner/execution/types.ts';

/** `1 flow`, `2 flows`, `9,120 task runs`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

/** Milliseconds, rounded for people (github §9.5): `0.3 s`, `42.0 s`, `1m 42s`, `2h 05m`, `3d 04h`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 100) / 10;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(milliseconds / 1000);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)}h ${two((whole % 3600) / 60)}m`;
  return `${Math.floor(whole / 86_400)}d ${two((whole % 86_400) / 3600)}h`;
}

/** An instant as `2026-11-23 09:00 UTC`, for nobody knows where the reader is; what is no instant, as `–`. */
export function utc(instant: string | number): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return '–';
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The first seven characters, as people know commits. */
export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

/** When a run began and ended, in epoch milliseconds; what has not ended lasts until `now`. */
export function spanOf(state: State, now: number): { start: number; end: number } {
  const { histories, current } = state;
  const start = histories[0] === undefined ? now : epochOf(histories[0].date);
  const last = histories.at(-1);
  const end = last !== undefined && isTerminated(current) ? epochOf(last.date) : now;
  return { start, end: Math.max(start, end) };
}

/** A Markdown table; cells are Markdown on one line. `align`: `:` + `-` of each column, as Markdown writes them. */
export function table(
  head: readonly string[],
  align: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${align.join('|')}|`, ...rows.map(line)].join('\n');
}

/** Something to open. `title` is HTML (`html` of escape.ts), `body` Markdown. */
export function details(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}
