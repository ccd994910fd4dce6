import { isSystemLabel, mergeLabels } from '../labels.ts';
import { isTerminated } from '../states.ts';
import type { Execution, Label } from '../types.ts';
import { OperationRefused } from './records.ts';

/**
 * An ended execution with these labels in place of those that people gave it; those of the system stay (flow-language §7.12).
 *
 * @throws OperationRefused when it has not ended, or a label of the system would change.
 */
export function setLabels(execution: Execution, labels: readonly Label[]): Execution {
  if (!isTerminated(execution.state.current)) throw new OperationRefused('The execution is not terminated');
  const system = execution.labels.filter(isSystemLabel);
  const offending = labels
    .filter(isSystemLabel)
    .filter(({ key, value }) => !system.some((own) => own.key === key && own.value === value));
  if (offending.length > 0)
    throw new OperationRefused(
      offending
        .map(
          ({ key, value }) =>
            `System labels can only be set by Kestra itself, offending label: ${key}=${value}`,
        )
        .join(', '),
    );
  return { ...execution, labels: mergeLabels(system, labels) };
}
