import { conditionsHold } from '../../../execution/conditions/index.ts';
import type { Execution, StateName, TaskRun } from '../../../execution/types.ts';
import { nestLabels } from '../../../execution/variables.ts';
import type { Variables } from '../../../expression/index.ts';
import type { Flow, Typed } from '../../../flow/types.ts';
import type { StartRequest } from '../../types.ts';
import { executionIdOf } from '../ids.ts';
import { keyOf } from '../records.ts';
import { messageOf, requestFor, triggerLabels } from '../requests.ts';
import type { Evaluation, TriggerHost } from '../types.ts';
import { meet } from './meet.ts';
import { type Requirement, requirementsOf, type UpstreamContext } from './requirements.ts';
import type { Windows } from './windows.ts';

/** An execution of another flow that came into a state. */
export interface Upstream {
  /** As it was then. */
  execution: Execution;
  /** When, epoch milliseconds. */
  at: number;
  /** Position of the state in its history. */
  step: number;
  /** Its variables, made when they are first needed. */
  variables(): Promise<Variables>;
  taskRuns(): Promise<readonly TaskRun[]>;
}

/** A Flow trigger (flow-language §6.13). */
export interface FlowListener {
  readonly flow: Flow;
  readonly trigger: Typed;
  /** Whether it looks at executions of this flow in this state. */
  hears(execution: Execution, state: StateName): boolean;
  /** The execution to make for what happened, if everything that it waits for has happened now. */
  evaluate(upstream: Upstream, windows: Windows): Promise<StartRequest | undefined>;
}

const usualStates: readonly StateName[] = [
  'FAILED',
  'WARNING',
  'SUCCESS',
  'KILLED',
  'CANCELLED',
  'RETRIED',
  'SKIPPED',
  'PAUSED',
];

/** A Flow trigger of a flow. `zone`: of its windows. */
export function flowListener(host: TriggerHost, zone: string, flow: Flow, trigger: Typed): FlowListener {
  const states = new Set((trigger['states'] as StateName[] | undefined) ?? usualStates);
  const { conditions, requirements } = requirementsOf(trigger, host.registry.resolve);
  const windowKey = ({ id }: Requirement) => ({
    namespace: flow.namespace,
    flowId: flow.id,
    conditionId: id,
  });

  return {
    flow,
    trigger,
    hears: ({ namespace, flowId, kind }, state) =>
      states.has(state) && kind === 'NORMAL' && !(namespace === flow.namespace && flowId === flow.id),
    async evaluate(upstream, windows) {
      const { execution, step } = upstream;
      const occasion = ['flow', ...Object.values(keyOf(flow, trigger)), execution.id, String(step)];
      const evaluation: Evaluation = { id: executionIdOf(...occasion), flow, trigger };
      const context = contextOf(host, evaluation, upstream);
      if (!(await conditionsHold(conditions, context, context.warn))) return undefined;

      const outputs = await meet(requirements, context, upstream, { windows, keyOf: windowKey, zone });
      if (!outputs) return undefined;
      for (const requirement of requirements) if (requirement.resets) windows.close(windowKey(requirement));
      return requestOf(host, evaluation, upstream, outputs);
    },
  };
}

/** Conditions read the variables of the execution that happened; its flow outputs are `trigger.outputs`. */
function contextOf(host: TriggerHost, evaluation: Evaluation, upstream: Upstream): UpstreamContext {
  const { execution } = upstream;
  return {
    execution,
    taskRuns: upstream.taskRuns,
    flow: evaluation.flow,
    resolve: host.registry.resolve,
    async render(template, extra) {
      const trigger = { ...execution.trigger?.variables, outputs: execution.outputs ?? {} };
      const variables = { ...(await upstreamVariables(upstream)), trigger, ...extra };
      return host.renderer(evaluation, variables).text(template);
    },
    warn: (message) => host.log(evaluation, 'WARN', message),
  };
}

/** Without those of the flow that listens. */
async function upstreamVariables(upstream: Upstream): Promise<Variables> {
  const { flow: _flow, ...variables } = await upstream.variables();
  return variables;
}

/** The execution to make; none where its inputs cannot be rendered. */
async function requestOf(
  host: TriggerHost,
  evaluation: Evaluation,
  upstream: Upstream,
  outputs: Record<string, unknown>,
): Promise<StartRequest | undefined> {
  const { flow, trigger } = evaluation;
  const { execution } = upstream;
  const correlation = execution.labels.find(({ key }) => key === 'system.correlationId');
  const variables = {
    executionId: execution.id,
    namespace: execution.namespace,
    flowId: execution.flowId,
    flowRevision: execution.flowRevision,
    state: execution.state.current,
    outputs,
    executionLabels: nestLabels(execution.labels.filter((label) => label !== correlation)),
  };
  const needsUpstream = /\{[{%]/.test(JSON.stringify([trigger['inputs'], trigger['labels']]) ?? '');
  const read = needsUpstream ? await upstreamVariables(upstream) : {};
  const renderer = host.renderer(evaluation, { ...read, trigger: variables });
  try {
    const inputs = (await renderer.deep(trigger['inputs'] ?? {})) as Record<string, unknown>;
    const labels = await triggerLabels(host, evaluation, renderer);
    return {
      ...requestFor(evaluation, variables),
      inputs,
      unresolved: true,
      labels: correlation ? [...labels, correlation] : labels,
    };
  } catch (error) {
    const what = `Failed to trigger flow ${flow.namespace}.${flow.id} for trigger ${trigger.id}, invalid inputs`;
    host.log(evaluation, 'WARN', `${what}: ${messageOf(error)}`);
    return undefined;
  }
}
