import { isList, isMap, sizeOf } from '../java/collections.ts';

/** Whether a value is null, a blank text, or a list or map without entries (flow-language §4.7). */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) {
    return true;
  }
  if (typeof value === 'string') {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: Java's `trim` drops everything up to the blank
    return /^[\x00-\x20]*$/.test(value);
  }
  return isList(value) ? value.length === 0 : isMap(value) && sizeOf(value) === 0;
}
