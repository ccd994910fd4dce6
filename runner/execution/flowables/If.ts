import type { Task } from '../../flow/types.ts';
import { evaluateCondition } from '../evaluate.ts';
import { sequence } from '../lanes/sequence.ts';
import type { Flowable } from './types.ts';

/** One of two branches (flow-language §6.1 If). The condition is read once, when the run starts. */
export const If: Flowable = {
  open(turn, node, resume) {
    const evaluationResult = evaluateCondition(turn, node, 'condition', node.task['condition'], resume);
    const branch = node.task[evaluationResult ? 'then' : 'else'] as Task[] | undefined;
    return { lane: sequence(branch), outputs: { evaluationResult } };
  },
};
