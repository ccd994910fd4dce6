import { stopExecution } from '../kill.ts';
import { mergeLabels } from '../labels.ts';
import type { Turn } from '../model.ts';
import { log } from '../transition.ts';
import type { Sla } from './types.ts';

/** A service level is not met: its labels are set and its behaviour follows (flow-language §7.7). */
export function act(turn: Turn, { id, behavior, labels }: Sla, reason: string): void {
  addLabels(turn, labels);
  if (behavior === 'NONE') return;
  if (behavior === 'FAIL') log(turn, 'ERROR', `Execution failed due to SLA '${id}' violated: ${reason}`);
  stopExecution(turn, behavior === 'FAIL' ? 'FAILED' : 'CANCELLED');
}

/** Every violation is logged, also where another one acts. */
export function warn(turn: Turn, { id }: Sla, reason: string): void {
  log(turn, 'WARN', `SLA '${id}' violated: ${reason}`);
}

function addLabels(turn: Turn, added: Sla['labels']): void {
  const { model } = turn;
  const { execution } = model;
  const missing = added.some(
    ({ key, value }) => !execution.labels.some((label) => label.key === key && label.value === value),
  );
  if (!missing) return;
  execution.labels = mergeLabels(execution.labels, added);
  delete model.labels;
  turn.executionChanged = true;
}
