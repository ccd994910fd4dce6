import { createMasker } from '../runner/engine/masker.ts';
import { findSecret, secretKeys } from '../runner/engine/secrets.ts';

/** Shorter secrets would be found in every date and id. */
const shortest = 4;

/**
 * Masks every secret of the environment, used or not: for what is read from the state later, where nobody knows any more
 * which secrets an execution read (flow-language §4.13).
 */
export function environmentMask(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): (text: string) => string {
  const masker = createMasker();
  for (const key of secretKeys(environment)) {
    const secret = findSecret(environment, key);
    if (secret.trim().length >= shortest) masker.add(secret);
  }
  return masker.mask;
}
