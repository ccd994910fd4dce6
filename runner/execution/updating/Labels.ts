import { EvaluationFailed, evaluate } from '../evaluate.ts';
import { isSystemLabel, labelsOf, mergeLabels } from '../labels.ts';
import type { Turn } from '../model.ts';
import type { Label } from '../types.ts';
import type { Updating } from './index.ts';

/** Merges labels over the execution's (flow-language §6.2 Labels). */
export const labels: Updating = (turn, node, resume) => {
  const added = labelsOf(evaluate(turn, node, 'labels', 'deep', node.task['labels'], resume));
  const system = added.filter(isSystemLabel);
  if (system.length > 0)
    throw new EvaluationFailed(
      system
        .map(
          ({ key, value }) =>
            `System labels can only be set by Kestra itself, offending label: ${key}=${value}`,
        )
        .join(', '),
    );
  addLabels(turn, added);
};

/** Merges labels over those that the execution has. */
export function addLabels(turn: Turn, added: readonly Label[]): void {
  const { execution } = turn.model;
  execution.labels = mergeLabels(execution.labels, added);
  delete turn.model.labels;
  turn.executionChanged = true;
}
