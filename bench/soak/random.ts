/** Chance that can be repeated: the same seed gives the same numbers (mulberry32). */
export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  /** One of these, each as often as its weight says. */
  pick<T extends { weight: number }>(choices: readonly T[]): T;
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick(choices) {
      let rest = below(choices.reduce((sum, { weight }) => sum + weight, 0));
      for (const choice of choices) {
        if (rest < choice.weight) return choice;
        rest -= choice.weight;
      }
      throw new Error('There is nothing to pick from');
    },
  };
}
