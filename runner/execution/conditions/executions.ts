import { labelsOf } from '../labels.ts';
import type { StateName } from '../types.ts';
import type { Condition, Evaluation } from './types.ts';

/** Conditions on what an execution is like (flow-language §6.12). */
export const executionConditions: Readonly<Record<string, Evaluation>> = {
  ExecutionStatus: (condition, { execution }) =>
    execution !== undefined && isAmong(condition, execution.state.current),

  ExecutionLabels: ({ labels }, { execution }) =>
    labelsOf(labels).every(({ key, value }) =>
      execution?.labels.some((label) => label.key === key && label.value === value),
    ),

  HasRetryAttempt: async (condition, { taskRuns = () => [] }) =>
    (await taskRuns()).some(
      ({ attempts = [] }) =>
        attempts.length > 1 && attempts.some(({ state }) => isAmong(condition, state.current)),
    ),
};

/** An absent or empty list asks for nothing. */
function isAmong(condition: Condition, state: StateName): boolean {
  const wanted = states(condition['in']);
  const unwanted = states(condition['notIn']);
  return (wanted.length === 0 || wanted.includes(state)) && !unwanted.includes(state);
}

function states(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : [];
}
