import { EvaluationFailed, evaluate } from '../evaluate.ts';
import { endExecutionAs } from '../kill.ts';
import type { StateName } from '../types.ts';
import type { Updating } from './index.ts';

const states: Readonly<Record<string, StateName>> = {
  SUCCESS: 'SUCCESS',
  WARNING: 'WARNING',
  FAILED: 'FAILED',
  KILLED: 'KILLED',
  CANCELED: 'CANCELLED',
  CANCELLED: 'CANCELLED',
};

/** Ends the execution here and now, with its run and its ancestors (flow-language §6.2 Exit). */
export const exit: Updating = (turn, node, resume) => {
  const written = String(evaluate(turn, node, 'state', 'text', node.task['state'] ?? 'SUCCESS', resume));
  const state = states[written];
  if (!state)
    throw new EvaluationFailed(
      `\`state\` must be one of ${Object.keys(states).join(', ')}, but it is \`${written}\``,
    );
  endExecutionAs(turn, node, state);
};
