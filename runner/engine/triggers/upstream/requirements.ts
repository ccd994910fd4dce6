import {
  type Condition,
  type ConditionContext,
  conditionsHold,
} from '../../../execution/conditions/index.ts';
import { labelsOf } from '../../../execution/labels.ts';
import type { Execution, StateName } from '../../../execution/types.ts';
import { conditionsOf } from '../conditions.ts';
import { type Filter, filterHolds } from './filters.ts';
import type { TimeWindow } from './window.ts';

/** Several things that have to happen within one window (flow-language §6.13, Flow). */
export interface Requirement {
  /** Names the window. */
  id: string;
  timeWindow: TimeWindow;
  /** Whether everything has to happen anew after the flow was started. */
  resets: boolean;
  /** Tests of one execution, by name. */
  tests: ReadonlyMap<string, (context: UpstreamContext) => Promise<boolean>>;
}

/** A condition's context with the execution that happened. */
export interface UpstreamContext extends ConditionContext {
  readonly execution: Execution;
  /** Is told why a condition could not be evaluated. */
  warn(message: string): void;
}

const multiple = 'io.kestra.plugin.core.condition.MultipleCondition';

interface Preconditions {
  id: string;
  timeWindow?: TimeWindow;
  resetOnSuccess?: boolean;
  flows?: { namespace: string; flowId?: string; states?: StateName[]; labels?: unknown }[];
  where?: { id: string; operand?: 'AND' | 'OR'; filters: Filter[] }[];
}

interface MultipleCondition extends Preconditions {
  window?: string | number;
  windowAdvance?: string | number;
  conditions: Record<string, Condition>;
}

/** What a Flow trigger, or a listener, asks for: conditions on one execution, and what several have to come up to. */
export function requirementsOf(
  trigger: Readonly<Record<string, unknown>>,
  resolve: (type: string) => string,
): { conditions: Condition[]; requirements: Requirement[] } {
  const conditions = conditionsOf(trigger);
  const isMultiple = ({ type }: Condition) => resolve(type) === multiple;
  const preconditions = trigger['preconditions'] as Preconditions | undefined;
  return {
    conditions: conditions.filter((condition) => !isMultiple(condition)),
    requirements: [
      ...(preconditions ? [ofPreconditions(preconditions)] : []),
      ...conditions
        .filter(isMultiple)
        .map((condition) => ofMultipleCondition(condition as unknown as MultipleCondition)),
    ],
  };
}

function ofPreconditions({
  id,
  timeWindow,
  resetOnSuccess,
  flows = [],
  where = [],
}: Preconditions): Requirement {
  const tests: [string, (context: UpstreamContext) => Promise<boolean>][] = [];
  for (const wanted of flows)
    tests.push([`condition_${tests.length + 1}`, async ({ execution }) => isFlow(wanted, execution)]);
  for (const { id: whereId, operand, filters } of where)
    tests.push([
      `condition_${tests.length + 1}_${whereId}`,
      (context) => filtersHold(filters, operand ?? 'AND', context),
    ]);
  return { id, timeWindow: timeWindow ?? {}, resets: resetOnSuccess !== false, tests: new Map(tests) };
}

function isFlow(
  wanted: NonNullable<Preconditions['flows']>[number],
  { namespace, flowId, state, labels }: Execution,
): boolean {
  return (
    wanted.namespace === namespace &&
    (wanted.flowId === undefined || wanted.flowId === flowId) &&
    (wanted.states === undefined || wanted.states.includes(state.current)) &&
    labelsOf(wanted.labels).every((label) =>
      labels.some(({ key, value }) => key === label.key && value === label.value),
    )
  );
}

async function filtersHold(
  filters: readonly Filter[],
  operand: 'AND' | 'OR',
  context: UpstreamContext,
): Promise<boolean> {
  try {
    for (const filter of filters)
      if ((await filterHolds(filter, context)) === (operand === 'OR')) return operand === 'OR';
    return operand === 'AND';
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    context.warn(`Evaluate Condition Failed with error '${reason}'`);
    return false;
  }
}

function ofMultipleCondition(written: MultipleCondition): Requirement {
  const { id, timeWindow, window, windowAdvance, resetOnSuccess, conditions } = written;
  const deprecated: TimeWindow = {
    ...(window !== undefined && { window }),
    ...(windowAdvance !== undefined && { windowAdvance }),
  };
  return {
    id,
    timeWindow: timeWindow ?? deprecated,
    resets: resetOnSuccess !== false,
    tests: new Map(
      Object.entries(conditions).map(([name, condition]) => [
        name,
        (context: UpstreamContext) => conditionsHold([condition], context, context.warn),
      ]),
    ),
  };
}
