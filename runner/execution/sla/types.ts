import type { Label } from '../types.ts';

/** One service level of a flow (flow-language §7.7). */
export interface Sla {
  id: string;
  behavior: 'FAIL' | 'CANCEL' | 'NONE';
  labels: readonly Label[];
  /** Milliseconds that the execution may take, of a MAX_DURATION. */
  duration?: number;
  /** Template that has to be true while the execution runs, of an EXECUTION_ASSERTION. */
  assert?: string;
}
