import { isTruthy } from '../../expression/index.ts';
import type { Task } from '../../flow/types.ts';
import { evaluateOnce } from '../evaluate.ts';
import { sequence } from '../lanes/sequence.ts';
import type { Flowable } from './types.ts';

/** One of two branches (flow-language §6.1 If). The condition is read once, when the run starts. */
export const If: Flowable = {
  open(turn, node, resume) {
    const condition = evaluateOnce(turn, node, 'condition', 'text', node.task['condition'], resume);
    const evaluationResult = isTruthy(condition as string);
    const branch = node.task[evaluationResult ? 'then' : 'else'] as Task[] | undefined;
    return { lane: sequence(branch), outputs: { evaluationResult } };
  },
};
