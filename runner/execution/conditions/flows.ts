import { optionalText, text } from './property.ts';
import type { Condition, ConditionContext, Evaluation } from './types.ts';

/** Conditions on where an execution, or the listening flow, belongs (flow-language §6.12). */
export const flowConditions: Readonly<Record<string, Evaluation>> = {
  ExecutionFlow: (condition, context) =>
    isFlow(condition, context, context.execution?.namespace, context.execution?.flowId),
  FlowCondition: (condition, context) => isFlow(condition, context, context.flow.namespace, context.flow.id),
  ExecutionNamespace: (condition, context) => isNamespace(condition, context, context.execution?.namespace),
  FlowNamespaceCondition: (condition, context) => isNamespace(condition, context, context.flow.namespace),
};

async function isFlow(
  condition: Condition,
  context: ConditionContext,
  namespace: string | undefined,
  flowId: string | undefined,
): Promise<boolean> {
  return (
    (await text(condition, 'namespace', context)) === namespace &&
    (await text(condition, 'flowId', context)) === flowId
  );
}

const comparisons: Readonly<Record<string, (found: string, wanted: string) => boolean>> = {
  EQUALS: (found, wanted) => found === wanted,
  PREFIX: (found, wanted) => found.startsWith(wanted),
  SUFFIX: (found, wanted) => found.endsWith(wanted),
};

async function isNamespace(
  condition: Condition,
  context: ConditionContext,
  found: string | undefined,
): Promise<boolean> {
  const wanted = await text(condition, 'namespace', context);
  const isPrefix = (await text(condition, 'prefix', context, 'false')) === 'true';
  const comparison =
    (await optionalText(condition, 'comparison', context)) ?? (isPrefix ? 'PREFIX' : 'EQUALS');
  const compare = comparisons[comparison];
  if (!compare)
    throw new Error(
      `\`comparison\` must be one of ${Object.keys(comparisons).join(', ')}, but it is '${comparison}'`,
    );
  return found !== undefined && compare(found, wanted);
}
