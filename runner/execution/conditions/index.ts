import { dateConditions } from './dates.ts';
import { executionConditions } from './executions.ts';
import { expressionConditions } from './expressions.ts';
import { flowConditions } from './flows.ts';
import type { Condition, ConditionContext, Evaluation } from './types.ts';

export type { Condition, ConditionContext } from './types.ts';

const prefix = 'io.kestra.plugin.core.condition.';

const evaluations: Readonly<Record<string, Evaluation>> = {
  ...dateConditions,
  ...executionConditions,
  ...expressionConditions,
  ...flowConditions,
  Not: async ({ conditions }, context) => !(await some(conditions as Condition[], context)),
  Or: ({ conditions }, context) => some(conditions as Condition[], context),
};

/**
 * Whether all conditions of a list hold; the rest is not looked at once one does not (flow-language §6.12). A
 * MultipleCondition, which remembers over several executions, is the business of Flow triggers.
 *
 * @throws Error where a condition cannot be evaluated.
 */
export async function evaluateConditions(
  conditions: readonly Condition[],
  context: ConditionContext,
): Promise<boolean> {
  for (const condition of conditions) if (!(await evaluate(condition, context))) return false;
  return true;
}

/**
 * As `evaluateConditions`, for Flow triggers, listeners and preconditions: there an error counts as false, and `warn` is told
 * (flow-language §6.12).
 */
export async function conditionsHold(
  conditions: readonly Condition[],
  context: ConditionContext,
  warn: (message: string) => void,
): Promise<boolean> {
  try {
    return await evaluateConditions(conditions, context);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warn(`Evaluate Condition Failed with error '${reason}'`);
    return false;
  }
}

async function some(conditions: readonly Condition[], context: ConditionContext): Promise<boolean> {
  for (const condition of conditions) if (await evaluate(condition, context)) return true;
  return false;
}

function evaluate(condition: Condition, context: ConditionContext): Promise<boolean> | boolean {
  const type = context.resolve(condition.type);
  const name = type.startsWith(prefix) ? type.slice(prefix.length) : type;
  if (!Object.hasOwn(evaluations, name))
    throw new Error(`Conditions of type ${condition.type} cannot be evaluated by this version of Tutti`);
  return evaluations[name]!(condition, context);
}
