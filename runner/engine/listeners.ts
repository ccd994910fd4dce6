import { type ConditionContext, conditionsHold } from '../execution/conditions/index.ts';
import { variablesOf } from '../execution/variables.ts';
import { type RenderOptions, render, settle } from '../expression/index.ts';
import type { Active, Runtime } from './runtime.ts';

/** Positions of the listeners whose conditions hold for an execution that has its final state (flow-language §7.17). */
export async function listenersThatHold(
  runtime: Runtime,
  { model }: Active,
  options: RenderOptions,
): Promise<number[]> {
  const { execution, flow, nodes } = model;
  const { id: executionId, namespace, flowId } = execution;
  const variables = variablesOf(model);
  const context: ConditionContext = {
    execution,
    taskRuns: () => [...nodes.values()].map(({ run }) => run),
    flow,
    resolve: runtime.registry.resolve,
    render: (template, extra) =>
      settle((settling) => render(template, { ...variables, ...extra }, settling), options),
  };
  const warn = (message: string) =>
    void runtime.log({ executionId, namespace, flowId }, 'WARN', [message], runtime.logLevel);
  const holding: number[] = [];
  for (const [index, { conditions = [] }] of (flow.listeners ?? []).entries())
    if (await conditionsHold(conditions, context, warn)) holding.push(index);
  return holding;
}
