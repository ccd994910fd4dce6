import { chance, newSeed } from '../execution/ids.ts';
import { type InputReport, inspectInputs as inspect } from '../execution/inputs/index.ts';
import { OperationRefused } from '../execution/operations/records.ts';
import { restoreModel } from '../execution/restore.ts';
import { isoInstant, newState } from '../execution/states.ts';
import type { Execution } from '../execution/types.ts';
import { taskStatesOf, variablesOf } from '../execution/variables.ts';
import { render, renderTypedDeep, settle } from '../expression/index.ts';
import type { Flow, Input } from '../flow/types.ts';
import { expressionServices } from '../worker/services.ts';
import { workerHost } from './host.ts';
import { inputContext } from './prepare.ts';
import { flowOf } from './recover.ts';
import type { Runtime } from './runtime.ts';

/**
 * What would become of inputs, without making an execution (surfaces §10.6). `execution`: the paused one that they would
 * resume; otherwise they are those of a new one. Files are not stored.
 */
export function inspectInputs(
  runtime: Runtime,
  flow: Flow,
  inputs: Readonly<Record<string, unknown>>,
  declared: readonly Input[] = flow.inputs,
  execution: Execution = unborn(runtime, flow),
): Promise<InputReport[]> {
  return inspect(declared, inputs, {
    ...inputContext(runtime, flow, execution),
    storeFile: async (_, localPath) => localPath,
  });
}

/**
 * Renders a text as a task run of a stored execution would now (flow-language §7.19, `eval`). Secrets that it reads are masked;
 * encrypted outputs stay encrypted.
 *
 * @throws OperationRefused where there is no such task run. @throws what rendering throws
 */
export async function evaluate(
  runtime: Runtime,
  executionId: string,
  taskRunId: string,
  template: string,
): Promise<string> {
  const { backend, masker } = runtime;
  const execution = await backend.execution(executionId);
  if (!execution) throw new OperationRefused(`No execution found for execution id ${executionId}`);
  const { reveal: _, ...input } = await runtime.machineInput(await flowOf(runtime, execution), execution);
  const rows = await backend.taskRunRows(executionId);
  const model = restoreModel(input, rows);
  const node = model.nodes.get(taskRunId);
  if (!node)
    throw new OperationRefused(`No task run found for task run id ${taskRunId} in execution ${executionId}`);
  const { namespace, flowId, commit } = execution;
  const taskStates = () =>
    rows.map(({ taskRun: { taskId, state, value } }) => ({
      taskId,
      state: state.current,
      ...(value !== undefined && { value }),
    }));
  const host = workerHost(runtime, { executionId, namespace, flowId, ...(commit && { commit }) });
  const services = expressionServices(host, { namespace, taskStates });
  const text = await settle((options) => render(template, variablesOf(model, node), options), { services });
  return masker.mask(text);
}

/** Renders values in typed mode, those inside maps and lists too; `extra` are variables over the execution's. */
export type Renderer = (value: unknown, extra: Readonly<Record<string, unknown>>) => Promise<unknown>;

/**
 * Renders what stands outside of a flow: with everything that is known of a stored execution, or before there is one with what
 * its inputs could read. Secrets that are read are masked from then on.
 */
export async function executionRenderer(
  runtime: Runtime,
  flow: Flow,
  executionId: string,
): Promise<Renderer> {
  const execution = await runtime.backend.execution(executionId);
  const { namespace, flowId, commit } = execution ?? unborn(runtime, flow, executionId);
  const model =
    execution &&
    restoreModel(
      await runtime.machineInput(await flowOf(runtime, execution), execution),
      await runtime.backend.taskRunRows(executionId),
    );
  const variables = model
    ? variablesOf(model)
    : inputContext(runtime, flow, unborn(runtime, flow, executionId)).variables;
  const host = workerHost(runtime, { executionId, namespace, flowId, ...(commit && { commit }) });
  const services = expressionServices(host, {
    namespace,
    taskStates: () => (model ? taskStatesOf(model) : []),
  });
  return (value, extra) => {
    const all = { ...variables, ...extra };
    return settle((options) => renderTypedDeep(value, all, options), { services });
  };
}

/** The record that inputs of a new execution read. */
function unborn(runtime: Runtime, flow: Flow, id = chance(newSeed()).id()): Execution {
  const date = isoInstant(runtime.clock.now());
  return {
    id,
    namespace: flow.namespace,
    flowId: flow.id,
    flowRevision: flow.revision,
    state: newState(date),
    ...(flow.variables && { variables: flow.variables }),
    labels: [],
    originalId: id,
    metadata: { attemptNumber: 1, originalCreatedDate: date },
    kind: 'NORMAL',
  };
}
