import { toText } from '../../../expression/java/text.ts';

/** A value as Java's `toString` prints it in messages: `null`, `[A, B]`, `{a=1}`. */
export function javaText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).map(([key, item]) => `${key}=${javaText(item)}`);
    return `{${entries.join(', ')}}`;
  }
  return value === null || value === undefined ? 'null' : toText(value);
}
