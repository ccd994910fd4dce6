import type { FlowDocument, Violation } from '../../../runner/flow/types.ts';

/**
 * Labels of the system that the flow did not have: they steer how Tutti treats it, which is no matter of a model (github §8.2).
 * Those that only the system may set are refused by validation already.
 */
export function labelFaults(
  before: FlowDocument | undefined,
  { file, flow, locate }: FlowDocument,
): Violation[] {
  const known = new Set((before?.flow?.labels ?? []).map(({ key, value }) => `${key}=${value}`));
  return (flow?.labels ?? [])
    .filter(({ key, value }) => key.startsWith('system.') && !known.has(`${key}=${value}`))
    .map(({ key }) => ({
      file,
      ...(locate(['labels']) ?? { line: 1, column: 1 }),
      path: 'labels',
      message: `the label ${key} is one of the system's: leave it out`,
      severity: 'error',
    }));
}
