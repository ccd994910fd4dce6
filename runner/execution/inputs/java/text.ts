import { toText } from '../../../expression/java/text.ts';

/** Characters of a value that a message shows. */
const shownLength = 1_000;

/** A value as messages show it: as Java's `toString` prints it, the rest of a long one left out. */
export function shownText(value: unknown): string {
  const text = textOrKind(value);
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}

function textOrKind(value: unknown): string {
  try {
    return javaText(value);
  } catch (error) {
    if (error instanceof RangeError) return 'a value that is nested too deeply';
    throw error;
  }
}

/** A value as Java's `toString` prints it: `null`, `[A, B]`, `{a=1}`. */
function javaText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).map(([key, item]) => `${key}=${javaText(item)}`);
    return `{${entries.join(', ')}}`;
  }
  return value === null || value === undefined ? 'null' : toText(value);
}
