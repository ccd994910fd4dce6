import { EvaluationFailed, evaluateOnce } from '../evaluate.ts';
import { sequence } from '../lanes/sequence.ts';
import type { Flowable } from './types.ts';

/**
 * Deprecated: a Sequential of the tasks of a template, which the engine put into the flow before it began. They read what was
 * given to it as `parent.outputs.args` (flow-language §6.1 Template).
 */
export const Template: Flowable = {
  open(turn, node, resume) {
    const { namespace, templateId, tasks, args } = node.task;
    if (!tasks)
      throw new EvaluationFailed(`Can't find flow template '${String(namespace)}.${String(templateId)}'`);
    const given = args === undefined ? undefined : evaluateOnce(turn, node, 'args', 'deep', args, resume);
    return { lane: sequence(tasks), outputs: { ...(given !== undefined && { args: given }) } };
  },
};
