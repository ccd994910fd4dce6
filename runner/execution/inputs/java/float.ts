/**
 * Reads a text as Java's `Float.valueOf` does, in 32 bits: the result is the shortest decimal that stands for the float, so
 * that `3.14` stays 3.14. Infinity and NaN are refused, for they cannot be stored.
 *
 * @throws Error with Java's message: `For input string: "abc"`, `empty String`
 */
export function parseFloat32(text: string): number {
  const trimmed = text.trim();
  if (trimmed === '') throw new Error('empty String');
  const value = Math.fround(decimal.test(trimmed) ? Number(trimmed.replace(/[fd]$/i, '')) : Number.NaN);
  if (!Number.isFinite(value)) throw new Error(`For input string: "${text}"`);
  return shortest(value);
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[fd]?$/i;

/** Nine digits tell any two floats apart; fewer often do. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate === 0 ? 0 : candidate;
  }
  return Number(value.toPrecision(9));
}
