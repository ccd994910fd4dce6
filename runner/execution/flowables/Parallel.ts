import { parallel } from '../lanes/parallel.ts';
import { isEnabled } from '../lanes/sequence.ts';
import { evaluateLimit } from './limit.ts';
import type { Flowable } from './types.ts';

/** All children at once, or at most `concurrent` (flow-language §6.1 Parallel). */
export const Parallel: Flowable = {
  open(turn, node, resume) {
    const limit = evaluateLimit(turn, node, 'concurrent', 0, resume);
    const children = (node.task.tasks ?? []).filter(isEnabled).map((task) => ({ task }));
    return { lane: parallel(children, limit), outputs: {} };
  },
};
