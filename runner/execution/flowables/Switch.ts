import type { Task } from '../../flow/types.ts';
import { EvaluationFailed, evaluateOnce } from '../evaluate.ts';
import { sequence } from '../lanes/sequence.ts';
import { log } from '../transition.ts';
import type { Flowable } from './types.ts';

/** The branch whose key equals the value, else `defaults` (flow-language §6.1 Switch). */
export const Switch: Flowable = {
  open(turn, node, resume) {
    const value = String(evaluateOnce(turn, node, 'value', 'text', node.task['value'], resume));
    const cases = (node.task['cases'] ?? {}) as Record<string, Task[]>;
    const matches = Object.hasOwn(cases, value);
    const branch = matches ? cases[value] : (node.task['defaults'] as Task[] | undefined);
    if (!branch) {
      const { namespace, flowId } = turn.model.execution;
      log(
        turn,
        'WARN',
        `No task found on flow '${namespace}.${flowId}', task '${node.task.id}' for value '${value}'`,
        node,
      );
      throw new EvaluationFailed(
        `No case of \`${node.task.id}\` matches the value \`${value}\`, and it has no defaults`,
      );
    }
    return { lane: sequence(branch), outputs: { value, defaults: !matches } };
  },
};
