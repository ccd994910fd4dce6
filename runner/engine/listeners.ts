import { conditionsHold } from '../execution/conditions/index.ts';
import { messageOf } from '../execution/runs.ts';
import { epochOf } from '../execution/states.ts';
import { variablesOf } from '../execution/variables.ts';
import { type RenderOptions, render, settle } from '../expression/index.ts';
import { changeSet } from './changes.ts';
import type { Active, Runtime } from './runtime.ts';
import { meet } from './triggers/upstream/meet.ts';
import { requirementsOf, type UpstreamContext } from './triggers/upstream/requirements.ts';
import { storedWindows, type Windows } from './triggers/upstream/windows.ts';
import { machineZone } from './triggers/zones.ts';

/**
 * Positions of the listeners whose conditions hold for an execution that has its final state (flow-language §7.17). What a
 * MultipleCondition waits for is remembered over the executions of the flow.
 */
export async function listenersThatHold(
  runtime: Runtime,
  { model }: Active,
  options: RenderOptions,
): Promise<number[]> {
  const { execution, flow, nodes } = model;
  const { id: executionId, namespace, flowId } = execution;
  const variables = variablesOf(model);
  const { resolve } = runtime.registry;
  const context: UpstreamContext = {
    execution,
    taskRuns: () => [...nodes.values()].map(({ run }) => run),
    flow,
    resolve,
    render: (template, extra) =>
      settle((settling) => render(template, { ...variables, ...extra }, settling), options),
    warn: (message) =>
      void runtime.log({ executionId, namespace, flowId }, 'WARN', [message], runtime.logLevel),
  };
  const at = Math.floor(epochOf(execution.state.histories.at(-1)!.date));
  const keyOf = ({ id }: { id: string }) => ({ namespace, flowId, conditionId: id });

  const holding = async (windows: Windows): Promise<number[]> => {
    const found: number[] = [];
    for (const [index, { conditions: written = [] }] of (flow.listeners ?? []).entries()) {
      const { conditions, requirements } = requirementsOf({ conditions: written }, resolve);
      if (!(await conditionsHold(conditions, context, context.warn))) continue;
      const memory = { windows, keyOf, zone: machineZone() };
      if (!(await meet(requirements, context, { execution, at }, memory))) continue;
      for (const requirement of requirements) if (requirement.resets) windows.close(keyOf(requirement));
      found.push(index);
    }
    return found;
  };
  try {
    return await remembering(runtime, holding);
  } catch (error) {
    // The end of an execution waits for no database that is locked.
    context.warn(`The conditions of listeners cannot be evaluated: ${messageOf(error)}`);
    return [];
  }
}

/** Writes what windows remember; begins anew where another execution changed them meanwhile. */
async function remembering<T>({ backend }: Runtime, use: (windows: Windows) => Promise<T>): Promise<T> {
  for (;;) {
    const windows = storedWindows(backend);
    const result = await use(windows);
    const changes = windows.changes();
    if (!changes.windows?.length && !changes.deletedWindows?.length) return result;
    try {
      await backend.commit({ ...changeSet().take(), triggers: changes });
      return result;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'CONFLICT') throw error;
    }
  }
}
