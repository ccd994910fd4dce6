import { createMasker } from '../runner/engine/masker.ts';
import { findSecret } from '../runner/engine/secrets.ts';

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
  for (const name of Object.keys(environment)) {
    const key = /^(?:TUTTI_)?SECRET_(.+)$/.exec(name)?.[1];
    if (key === undefined || key !== key.toUpperCase()) continue;
    const secret = findSecret(environment, key);
    if (secret.trim().length >= shortest) masker.add(secret);
  }
  return masker.mask;
}
