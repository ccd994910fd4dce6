import { Refusal } from '../errors.ts';
import { environmentMask } from '../secrets.ts';
import type { Terminal } from '../terminal.ts';
import type { TestOptions } from './options.ts';
import { runTests } from './runTests.ts';
import { openSession, readSuites } from './session.ts';

/**
 * `tutti test`: runs unit tests, tells of them, and gives the exit code. Throws `Refusal` where there is nothing to run, or a file
 * cannot be read or written.
 */
export async function testFlows(
  paths: readonly string[],
  given: TestOptions,
  terminal: Terminal,
): Promise<number> {
  const options: TestOptions = given.json ? { ...given, reporter: 'json' } : given;
  assertUsage(options);
  terminal.hide(environmentMask());
  const session = await openSession(paths, options);
  if (options.watch) {
    const { watchTests } = await import('./watch.ts');
    return watchTests(session, terminal);
  }
  return (await runTests(session, await readSuites(session), terminal)).code;
}

function assertUsage({
  reporter,
  watch,
  output,
  ref,
  coverageThreshold,
  coverageThresholdFlow,
}: TestOptions): void {
  if (!watch) return;
  if (ref !== undefined) throw new Refusal('--watch and --ref exclude each other: a commit never changes.');
  if (reporter !== 'pretty' && output === undefined)
    throw new Refusal(
      `--watch with --reporter ${reporter} needs --output FILE, which is written after each run.`,
    );
  if (coverageThresholdFlow !== undefined)
    throw new Refusal(
      '--watch and --coverage-threshold-flow exclude each other: watching ends with no result.',
    );
  if (coverageThreshold !== undefined)
    throw new Refusal('--watch and --coverage-threshold exclude each other: watching ends with no result.');
}
