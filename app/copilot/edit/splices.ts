/** A piece of a text, and what stands there instead. Offsets are characters. */
export interface Splice {
  start: number;
  end: number;
  text: string;
}

/** The text with its splices, which do not overlap; those at one place stand in their order. */
export function applySplices(source: string, splices: readonly Splice[]): string {
  const sorted = splices.toSorted((one, other) => one.start - other.start || one.end - other.end);
  let text = '';
  let at = 0;
  for (const splice of sorted) {
    text += source.slice(at, splice.start) + splice.text;
    at = Math.max(at, splice.end);
  }
  return text + source.slice(at);
}

/** Offset of the first character of the line that holds `at`. */
export function lineStart(source: string, at: number): number {
  return source.lastIndexOf('\n', at - 1) + 1;
}

/** Offset of the line break that ends the line of `at`, a `\r` before it included; the text's end where there is none. */
export function lineEnd(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  if (end === -1) return source.length;
  return source[end - 1] === '\r' && end > at ? end - 1 : end;
}

/** Offset behind the line of `at`, its break included. */
export function nextLine(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end === -1 ? source.length : end + 1;
}

/** Columns before `at` in its line. */
export function columnOf(source: string, at: number): number {
  return at - lineStart(source, at);
}

/** The line break of a text: what its first line ends with. */
export function lineBreak(source: string): '\n' | '\r\n' {
  const end = source.indexOf('\n');
  return end > 0 && source[end - 1] === '\r' ? '\r\n' : '\n';
}

/** Where the comment lines begin that stand right above the line of `at`, at its indentation. */
export function commentStart(source: string, at: number): number {
  let start = lineStart(source, at);
  const indent = /^[ \t]*/.exec(source.slice(start))![0].length;
  while (start > 0) {
    const above = lineStart(source, start - 1);
    const line = source.slice(above, start);
    if (!/^[ \t]*#/.test(line) || /^[ \t]*/.exec(line)![0].length !== indent) break;
    start = above;
  }
  return start;
}

/** Offset behind the last character that says something in the range, comments aside. */
export function trimmedEnd(source: string, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(source[at - 1]!)) at--;
  return at;
}
