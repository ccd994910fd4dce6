import type { Execution, TaskRun } from '../types.ts';

/** A condition as it is written: its type and the type's properties (flow-language §6.12). */
export interface Condition {
  type: string;
  [property: string]: unknown;
}

/** What conditions look at. */
export interface ConditionContext {
  /** The execution that happened; absent where a schedule asks. */
  readonly execution?: Execution;
  /** Its task runs: asked for only by conditions that look at them. */
  taskRuns?(): readonly TaskRun[] | Promise<readonly TaskRun[]>;
  /** The flow that the conditions belong to: the listening one. */
  readonly flow: { readonly namespace: string; readonly id: string };
  /** Canonical name of a type as written. */
  resolve(type: string): string;
  /** Renders a template with the variables of the moment, and `extra` over them. */
  render(template: string, extra?: Record<string, unknown>): Promise<string>;
}

/** The rule of one condition type. Throws where a property is missing, cannot be rendered or makes no sense. */
export type Evaluation = (condition: Condition, context: ConditionContext) => Promise<boolean> | boolean;
