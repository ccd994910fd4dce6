/** A part of what a model is told. Without a kind it stays, however little room there is. */
export interface Part {
  /** Empty where there is nothing to say. */
  text: string;
  kind?: 'names' | 'conversation' | 'types' | 'log';
  /** What stays of it where there is no room; by default nothing. */
  shorter?: string;
}

const dropOrder = [
  ['names', 'names of what is around'],
  ['conversation', 'what was said before'],
  ['types', 'plugin types that may fit'],
  ['log', 'most of the log'],
] as const;

/** The parts as one text of at most `most` bytes where that can be: what can best be missed goes first, and it is said. */
export function withinBudget(parts: readonly Part[], most: number): string {
  let left = [...parts];
  const missing: string[] = [];
  for (const [kind, title] of dropOrder) {
    if (Buffer.byteLength(joined(left, missing)) <= most) break;
    if (!left.some((part) => part.kind === kind && part.text !== '')) continue;
    left = left.map((part) => (part.kind === kind ? { ...part, text: part.shorter ?? '' } : part));
    missing.push(title);
  }
  return joined(left, missing);
}

function joined(parts: readonly Part[], missing: readonly string[]): string {
  const note = missing.length > 0 ? `Left out, for there is no room: ${missing.join(', ')}.` : '';
  return [note, ...parts.map(({ text }) => text)].filter((text) => text !== '').join('\n\n');
}
