const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Four 32-bit words of chance that an event brings into the machine. */
export type Seed = readonly [number, number, number, number];

/** What a seed gives: the same seed gives the same values in the same order. */
export interface Chance {
  /** An id of 22 base-62 characters (flow-language §7.14). */
  id(): string;
  /** Uniform in [0, 1). */
  random(): number;
}

/**
 * The chance of one event, drawn from its seed by xoshiro128**, so that applying a recorded event again makes the same
 * task runs.
 */
export function chance(seed: Seed): Chance {
  let [a, b, c, d] = seed;
  // A generator whose words are all zero would stay there.
  if ((a | b | c | d) === 0) d = 1;

  const word = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result >>> 0;
  };

  return {
    id() {
      let id = '';
      for (let i = 0; i < 22; i++) id += alphabet[word() % 62];
      return id;
    },
    random: () => word() / 2 ** 32,
  };
}

/** A seed from the system's randomness. */
export function newSeed(): Seed {
  return crypto.getRandomValues(new Uint32Array(4)) as unknown as Seed;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
