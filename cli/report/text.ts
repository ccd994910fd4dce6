import { stripVTControlCharacters } from 'node:util';

/** Text of others made safe for a terminal: escape sequences and control characters are taken out, tabs widened. */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\t', '  ')
    .replace(/[^\P{Cc}\n]/gu, '');
}

/** One line of at most `width` characters, none where that is below 1. */
export function clip(text: string, width: number): string {
  if (width < 1) return '';
  const line = text.replace(/\s*\n\s*/g, ' ⏎ ');
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}

/** Milliseconds for people: `0.32 s`, `12.3 s`, `3 m 04 s`, `2 h 05 m`. */
export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const pad = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} m`;
}

/** Milliseconds as Java prints a duration: `PT1H2M3.4S`, `PT0S`. */
export function isoDuration(milliseconds: number): string {
  const micros = Math.max(0, Math.round(milliseconds * 1000));
  const hours = Math.floor(micros / 3_600_000_000);
  const minutes = Math.floor((micros % 3_600_000_000) / 60_000_000);
  const rest = micros % 60_000_000;
  const fraction = String(rest % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const seconds = `${Math.floor(rest / 1_000_000)}${fraction && `.${fraction}`}`;
  const text = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds === '0' ? '' : `${seconds}S`}`;
  return `PT${text || '0S'}`;
}

/** A text as one word of a command line. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** `1 flow`, `2 flows`, `9,120 task runs`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

/** Columns as wide as their widest cell, which is measured before `style` colours it. The last column is not padded. */
export function columns(
  rows: readonly (readonly string[])[],
  style: (cell: string, column: number, row: number) => string = (cell) => cell,
): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  );
  return rows
    .map((row, rowIndex) =>
      row
        .map((cell, column) => {
          const padding = column === row.length - 1 ? '' : ' '.repeat(widths[column]! - cell.length);
          return style(cell, column, rowIndex) + padding;
        })
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
