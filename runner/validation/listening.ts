import type { Flow, FlowTypes, Typed } from '../flow/types.ts';
import { isMapping, isScalar, listOf, type Mapping } from '../flow/values.ts';

/** A trigger that starts its flow when others succeed. */
export interface Listener {
  trigger: Typed;
  index: number;
  /** For each execution that it waits for: whether one of the flow may be it. */
  waitsFor: ((flow: Pick<Flow, 'namespace' | 'id'>) => boolean)[];
  /** Whether every flow counts. */
  isUnbounded: boolean;
}

/**
 * The Flow triggers whose flows are known (flow-language §6.12, §6.13 Flow). Left out: those that are disabled, that success
 * does not fire, and those with conditions that look at more than the flow and its state, for these may stop a circle.
 */
export function listenersOf(flow: Flow, registry: Pick<FlowTypes, 'resolve'>): Listener[] {
  return flow.triggers.flatMap((trigger, index) => {
    if (
      registry.resolve(trigger.type) !== 'io.kestra.plugin.core.trigger.Flow' ||
      trigger['disabled'] === true
    )
      return [];
    if (!countsSuccess(trigger['states'])) return [];
    const conditions = listOf(trigger['conditions']).map((condition) => matcherOf(condition, registry));
    const awaited = awaitedBy(trigger['preconditions']);
    if (!awaited || conditions.includes(undefined)) return [];
    const all = (other: Pick<Flow, 'namespace' | 'id'>) => conditions.every((matches) => matches!(other));
    const waitsFor =
      awaited.length > 0
        ? awaited.map((one) => (other: Pick<Flow, 'namespace' | 'id'>) => all(other) && one(other))
        : [all];
    return [{ trigger, index, waitsFor, isUnbounded: conditions.length === 0 && awaited.length === 0 }];
  });
}

type Matcher = (flow: Pick<Flow, 'namespace' | 'id'>) => boolean;

function countsSuccess(states: unknown): boolean {
  return !Array.isArray(states) || states.includes('SUCCESS');
}

/** What a condition says about the flow; `undefined` where it says more. */
function matcherOf(condition: unknown, registry: Pick<FlowTypes, 'resolve'>): Matcher | undefined {
  if (!isMapping(condition)) return undefined;
  const { namespace, flowId, comparison, prefix } = condition;
  switch (registry.resolve(String(condition['type']))) {
    case 'io.kestra.plugin.core.condition.ExecutionFlow':
      return isKnown(namespace) && isKnown(flowId)
        ? (flow) => flow.namespace === String(namespace) && flow.id === String(flowId)
        : undefined;
    case 'io.kestra.plugin.core.condition.ExecutionNamespace':
      return isKnown(namespace)
        ? namespaceMatcher(
            String(namespace),
            String(comparison ?? (String(prefix) === 'true' ? 'PREFIX' : 'EQUALS')),
          )
        : undefined;
    case 'io.kestra.plugin.core.condition.ExecutionStatus': {
      const counts = countsSuccess(condition['in']) && !listOf(condition['notIn']).includes('SUCCESS');
      return () => counts;
    }
    default:
      return undefined;
  }
}

function namespaceMatcher(namespace: string, comparison: string): Matcher {
  if (comparison === 'PREFIX') return (flow) => flow.namespace.startsWith(namespace);
  if (comparison === 'SUFFIX') return (flow) => flow.namespace.endsWith(namespace);
  return (flow) => flow.namespace === namespace;
}

/** The flows that preconditions name; `undefined` where they ask for more. */
function awaitedBy(preconditions: unknown): Matcher[] | undefined {
  if (preconditions === undefined) return [];
  if (!isMapping(preconditions) || listOf(preconditions['where']).length > 0) return undefined;
  const flows = listOf(preconditions['flows']).filter(isMapping);
  const isPlain = ({ namespace, flowId, labels, states }: Mapping) =>
    isKnown(namespace) &&
    (flowId === undefined || isKnown(flowId)) &&
    labels === undefined &&
    countsSuccess(states);
  if (flows.length === 0 || !flows.every(isPlain)) return undefined;
  return flows.map(
    ({ namespace, flowId }) =>
      (flow) =>
        flow.namespace === String(namespace) && (flowId === undefined || flow.id === String(flowId)),
  );
}

/** Written without expressions. */
function isKnown(value: unknown): boolean {
  return isScalar(value) && !/\{[{%]/.test(String(value));
}
