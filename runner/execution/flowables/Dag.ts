import { type GraphTask, graph } from '../lanes/graph.ts';
import { evaluateLimit } from './limit.ts';
import type { Flowable } from './types.ts';

/** Children start when the tasks they depend on ended (flow-language §6.1 Dag). */
export const Dag: Flowable = {
  open(turn, node, resume) {
    const limit = evaluateLimit(turn, node, 'concurrent', 0, resume);
    return { lane: graph(node.task.tasks as unknown as GraphTask[], limit), outputs: {} };
  },
};
