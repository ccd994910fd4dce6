import { EvaluationFailed, evaluate } from '../evaluate.ts';
import { isSystemLabel, labelsOf, mergeLabels } from '../labels.ts';
import type { Updating } from './index.ts';

/** Merges labels over the execution's (flow-language §6.2 Labels). */
export const labels: Updating = (turn, node, resume) => {
  const { execution } = turn.model;
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
  execution.labels = mergeLabels(execution.labels, added);
  delete turn.model.labels;
  turn.executionChanged = true;
};
