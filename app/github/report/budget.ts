/** What GitHub takes in the summary and in the text of a check: UTF-8 bytes each (github §2.2). */
export const checkLimit = 65_535;
/** What GitHub takes in a comment. It counts characters; bytes are never fewer (github §0.8). */
export const commentLimit = 65_536;

/** A piece of a report. */
export interface Part {
  text: string;
  /** When it goes if there is too little room: the lowest first. Without it, it stays. */
  rank?: number;
  /** What is missing then, as `count` of `noun`: `1` and `Gantt chart`. */
  noun?: string;
  count?: number;
  /** A shorter version of at most `bytes` bytes and how many of `noun` it lacks; without it, the part goes as a whole. */
  shorten?(bytes: number): { text: string; omitted: number };
}

/** Bytes in UTF-8. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

/**
 * The parts one below the other in at most `limit` bytes (github §9.3 “Budget”): parts are shortened or left out by rank, and a
 * last line says how much is missing and where to see it. `more` is a Markdown link to the whole.
 */
export function fit(parts: readonly Part[], more: string, limit: number = checkLimit): string {
  const kept = parts
    .filter(({ text }) => text !== '')
    .map((part) => ({ ...part, size: bytesOf(part.text) + 2 }));
  const room = limit - noticeRoom - bytesOf(more);
  let size = kept.reduce((sum, part) => sum + part.size, 0);
  const missing = new Map<string, number>();
  const byRank = kept.filter((part) => part.rank !== undefined).sort((a, b) => a.rank! - b.rank!);
  for (const part of size <= limit ? [] : byRank) {
    if (size <= room) break;
    const wanted = part.size - 2 - (size - room);
    const shorter = wanted > 0 ? part.shorten?.(wanted) : undefined;
    const { text, omitted } = shorter ?? { text: '', omitted: part.count ?? 1 };
    size -= part.size;
    part.text = text;
    part.size = text === '' ? 0 : bytesOf(text) + 2;
    size += part.size;
    const noun = part.noun ?? 'section';
    missing.set(noun, (missing.get(noun) ?? 0) + omitted);
  }
  const body = kept.flatMap(({ text }) => (text === '' ? [] : [text])).join('\n\n');
  return cutMarkdown(missing.size === 0 ? body : `${body}\n\n${notice(missing, more)}`, limit, more);
}

/**
 * Markdown of at most `limit` bytes: whole lines from the beginning, with fences and `<details>` that are still open closed
 * and a line that says that the rest is missing. Only within a fence a line is ever cut, and no surrogate pair.
 */
export function cutMarkdown(text: string, limit: number, more: string): string {
  if (bytesOf(text) <= limit) return text;
  const lines = text.split('\n');
  const state: Open = { details: 0 };
  const kept: string[] = [];
  let size = 0;
  for (const [index, line] of lines.entries()) {
    const next = advance(state, line);
    const end = `${closing(next)}${restNotice(lines.length - index, more)}`;
    const left = limit - size - bytesOf(end) - 1;
    if (bytesOf(line) > left) {
      const isContent = state.fence !== undefined && next.fence !== undefined;
      if (isContent) kept.push(cutBytes(line, left));
      break;
    }
    kept.push(line);
    size += bytesOf(line) + 1;
    Object.assign(state, next);
  }
  return `${kept.join('\n')}${closing(state)}${restNotice(lines.length - kept.length, more)}`;
}

/** The beginning of a text in at most `limit` bytes, whole characters only. */
export function cutBytes(text: string, limit: number): string {
  if (limit <= 0) return '';
  if (bytesOf(text) <= limit) return text;
  const bytes = Buffer.from(text).subarray(0, limit);
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1]! & 0xc0) === 0x80) end--;
  const lead = bytes[end - 1];
  const needed = lead === undefined || lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  const whole = lead !== undefined && end - 1 + needed <= bytes.length ? bytes.length : Math.max(0, end - 1);
  return bytes.subarray(0, whole).toString();
}

/** The last lines that fit in `limit` bytes, and how many came before them. */
export function tailLines(
  lines: readonly string[],
  limit: number,
): { lines: readonly string[]; omitted: number } {
  let size = 0;
  let first = lines.length;
  while (first > 0) {
    size += bytesOf(lines[first - 1]!) + 1;
    if (size > limit) break;
    first--;
  }
  return { lines: lines.slice(first), omitted: first };
}

/** What the notice of `fit` needs, without its link. */
const noticeRoom = 400;

function notice(missing: ReadonlyMap<string, number>, more: string): string {
  const listed = [...missing]
    .map(([noun, number]) => `${number.toLocaleString('en-US')} × ${noun}`)
    .join(', ');
  return `_Omitted because GitHub limits the size: ${listed}._ ${more}`.trimEnd();
}

function restNotice(lines: number, more: string): string {
  return `\n\n_${lines.toLocaleString('en-US')} more lines omitted because GitHub limits the size._ ${more}`.trimEnd();
}

/** What is open at a line's end. */
interface Open {
  fence?: string;
  details: number;
}

/** Fences and details as this folder writes them: at the beginning of a line. */
function advance({ fence, details }: Open, line: string): Open {
  const mark = /^(`{3,})(.*)$/.exec(line);
  if (fence !== undefined) {
    const closes = mark !== null && mark[1]!.length >= fence.length && mark[2]!.trim() === '';
    return { fence: closes ? undefined : fence, details };
  }
  if (mark) return { fence: mark[1], details };
  if (line.startsWith('<details')) return { fence, details: details + 1 };
  if (line.startsWith('</details>')) return { fence, details: Math.max(0, details - 1) };
  return { fence, details };
}

function closing({ fence, details }: Open): string {
  return `${fence === undefined ? '' : `\n${fence}`}${'\n\n</details>'.repeat(details)}`;
}
