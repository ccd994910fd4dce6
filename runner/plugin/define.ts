import type { z } from 'zod';
import type {
  ConditionDefinition,
  MachineTask,
  RunnableTask,
  TaskRunnerDefinition,
  TriggerDefinition,
} from './types.ts';

/** Declares a task that a worker runs. One type per module, as its default export. */
export function defineTask<Shape extends z.ZodRawShape>(
  definition: Omit<RunnableTask<Shape>, 'kind'>,
): RunnableTask<Shape> {
  return { kind: 'runnable', ...definition };
}

/** Declares a task that the machine carries out. */
export function defineMachineTask<Shape extends z.ZodRawShape>(
  definition: MachineTask<Shape>,
): MachineTask<Shape> {
  return definition;
}

/** Declares a trigger type. */
export function defineTrigger<Shape extends z.ZodRawShape>(
  definition: Omit<TriggerDefinition<Shape>, 'kind'>,
): TriggerDefinition {
  return { kind: 'trigger', ...definition };
}

/** Declares a condition type. */
export function defineCondition(definition: Omit<ConditionDefinition, 'kind'>): ConditionDefinition {
  return { kind: 'condition', ...definition };
}

/** Declares a place where script tasks can run. */
export function defineTaskRunner(definition: Omit<TaskRunnerDefinition, 'kind'>): TaskRunnerDefinition {
  return { kind: 'taskRunner', ...definition };
}
