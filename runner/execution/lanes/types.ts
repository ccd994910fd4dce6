import type { Task } from '../../flow/types.ts';
import type { RunNode } from '../model.ts';

/** A task run to make. */
export interface Child {
  task: Task;
  /** The loop's value, as text. */
  value?: string;
  /** Running index of a loop's child. */
  iteration?: number;
}

/** A list of tasks with its rule for what may start next (flow-language §6.1). Costs O(1) a child. */
export interface Lane {
  /** The children that start now; each is given once. */
  next(): Child[];
  /** A child of this lane ended. */
  ended(node: RunNode): void;
  /** Every child there will ever be has ended. */
  readonly done: boolean;
}
