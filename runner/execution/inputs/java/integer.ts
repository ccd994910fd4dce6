/**
 * Reads a text as Java's `Integer.valueOf` does: decimal, 32 bits.
 *
 * @throws Error with Java's message: `For input string: "abc"`
 */
export function parseInteger(text: string): number {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= -(2 ** 31) && value < 2 ** 31)) throw new Error(`For input string: "${text}"`);
  return value === 0 ? 0 : value; // "-0" is 0
}
