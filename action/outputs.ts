import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Environment } from './inputs.ts';

/** Outputs of a job may be 1 MB in all, counted in UTF-16 (github §5.3); one that is longer than this is left out. */
const mostOutput = 400_000;

/** What the step tells other steps (github §5.4). */
export type Outputs = Readonly<Record<string, string | number | undefined>>;

/**
 * Writes outputs for other steps, each between delimiters that nobody can guess. Gives the names of those that are too long, which
 * are left out. Without `GITHUB_OUTPUT`, as on a developer's machine, nothing is written.
 */
export function writeOutputs(environment: Environment, outputs: Outputs): string[] {
  const file = environment['GITHUB_OUTPUT'];
  const tooLong: string[] = [];
  for (const [name, value] of Object.entries(outputs)) {
    if (value === undefined) continue;
    const text = String(value);
    if (text.length > mostOutput) tooLong.push(name);
    else if (file) {
      const delimiter = `end_${randomBytes(18).toString('hex')}`;
      appendFileSync(file, `${name}<<${delimiter}\n${text}\n${delimiter}\n`);
    }
  }
  return tooLong;
}
