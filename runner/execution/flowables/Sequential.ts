import { sequence } from '../lanes/sequence.ts';
import type { Flowable } from './types.ts';

/** One child after the other; a failed one stops the list (flow-language §6.1 Sequential). */
export const Sequential: Flowable = {
  open: (_turn, node) => ({ lane: sequence(node.task.tasks), outputs: {} }),
};

/** A Sequential whose failure is a warning (flow-language §6.1 AllowFailure). */
export const AllowFailure: Flowable = { ...Sequential, allowsFailure: true };
