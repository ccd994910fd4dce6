import type { Condition, ConditionContext } from '../../execution/conditions/index.ts';
import type { Variables } from '../../expression/index.ts';
import type { Evaluation, TriggerHost } from './types.ts';

/** The conditions of a trigger, those under their deprecated name included (flow-language §6.13). */
export function conditionsOf(trigger: Readonly<Record<string, unknown>>): Condition[] {
  return [trigger['conditions'], trigger['scheduleConditions']].flatMap((conditions) =>
    Array.isArray(conditions) ? (conditions as Condition[]) : [],
  );
}

/** What the conditions of a trigger see where no execution happened. */
export function conditionContext(
  host: TriggerHost,
  evaluation: Evaluation,
  variables: Variables,
): ConditionContext {
  return {
    flow: evaluation.flow,
    resolve: host.registry.resolve,
    render: (template, extra) => host.renderer(evaluation, { ...variables, ...extra }).text(template),
  };
}
