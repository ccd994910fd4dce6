import type { Records } from '../../../../runner/execution/operations/records.ts';
import type { Simulation } from '../../../support/simulation.ts';

/** What is stored of an execution. */
export function recordsOf({ execution, runs }: Simulation): Records {
  return structuredClone({ execution, taskRuns: runs });
}

/** Ids that are counted. */
export function idsFrom(prefix: string): () => string {
  let count = 0;
  return () => `${prefix}${++count}`;
}
