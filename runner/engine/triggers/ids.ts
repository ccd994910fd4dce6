import { createHash } from 'node:crypto';
import { chance, type Seed } from '../../execution/ids.ts';

/**
 * The id of the execution that a trigger makes for an occasion, such as a date: the same occasion gives the same id, so that
 * a second start is none.
 */
export function executionIdOf(...occasion: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(occasion)).digest();
  const seed: Seed = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)) as unknown as Seed;
  return chance(seed).id();
}
