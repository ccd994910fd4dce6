import { expect, test } from 'vitest';
import { seededRandom } from '../../../bench/soak/random.ts';

test('given the same seed, then the same choices; given another, then others', () => {
  const draw = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 50 }, () => random.below(1000));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('given weights, then each choice comes as often as its weight says', () => {
  const random = seededRandom(1);
  const choices = [
    { name: 'rare', weight: 1 },
    { name: 'often', weight: 9 },
  ];
  const picked = Array.from({ length: 2000 }, () => random.pick(choices).name);
  const rare = picked.filter((name) => name === 'rare').length;
  expect(rare).toBeGreaterThan(150);
  expect(rare).toBeLessThan(250);
});
