import { createMasker } from '../runner/engine/masker.ts';
import { findSecret, secretKeys } from '../runner/engine/secrets.ts';
import type { Environment } from './inputs.ts';

/** Takes every secret of the environment out of texts: files that the Action writes are not masked by the runner. */
export function secretMask(environment: Environment): (text: string) => string {
  const masker = createMasker();
  for (const key of secretKeys(environment)) {
    const secret = findSecret(environment, key);
    // Shorter ones are found in every date and id.
    if (secret.trim().length >= 4) masker.add(secret);
  }
  return masker.mask;
}
