import { basename } from 'node:path';
import { executionFolder, storageUri } from '../backend/storageUri.ts';
import { chance, newSeed } from '../execution/ids.ts';
import { InvalidValue } from '../execution/inputs/errors.ts';
import { type InputContext, resolveInputs } from '../execution/inputs/index.ts';
import { isSystemLabel, mergeLabels } from '../execution/labels.ts';
import { isoInstant, moveTo, newState } from '../execution/states.ts';
import type { Execution, Label } from '../execution/types.ts';
import { render, renderTyped, settle, type Variables } from '../expression/index.ts';
import type { Flow } from '../flow/types.ts';
import { expressionServices } from '../worker/services.ts';
import { FlowRefused } from './errors.ts';
import { workerHost } from './host.ts';
import type { Runtime } from './runtime.ts';
import type { TriggeredRequest } from './types.ts';

/**
 * The record of a new execution: inputs resolved, labels merged (flow-language §2.4, §5.5, §7.14). Files of FILE inputs
 * are stored; nothing else is written yet.
 *
 * @throws FlowRefused for a disabled flow. @throws InputsError for refused inputs.
 */
export async function prepareExecution(runtime: Runtime, request: TriggeredRequest): Promise<Execution> {
  const { flow } = request;
  const { repository } = runtime;
  const commit = request.commit ?? repository.commitOf?.(flow) ?? repository.commit;
  if (flow.disabled) throw new FlowRefused('Cannot execute a flow which is disabled');
  const id = request.executionId ?? chance(newSeed()).id();
  const date = isoInstant(runtime.clock.now());
  const execution: Execution = {
    id,
    namespace: flow.namespace,
    flowId: flow.id,
    flowRevision: flow.revision,
    ...(commit !== undefined && { commit }),
    state: newState(date),
    ...(flow.variables && { variables: structuredClone(flow.variables) }),
    labels: executionLabels(flow, request.labels ?? [], id),
    originalId: id,
    ...(request.trigger && { trigger: request.trigger }),
    metadata: { attemptNumber: 1, originalCreatedDate: date },
    kind: request.kind ?? 'NORMAL',
  };
  if (request.breakpoints?.length) execution.breakpoints = [...request.breakpoints];
  if (request.scheduleDate !== undefined) execution.scheduleDate = request.scheduleDate;
  if (request.failed) moveTo(execution.state, 'FAILED', date);
  if (request.unresolved) {
    if (request.inputs) execution.inputs = request.inputs;
  } else if (flow.inputs.length > 0)
    execution.inputs = (
      await resolveInputs(
        flow.inputs,
        request.inputs ?? {},
        inputContext(runtime, flow, execution, request.madeByFlow),
      )
    ).inputs;
  return execution;
}

function executionLabels(flow: Flow, given: readonly Label[], id: string): Label[] {
  const declared = flow.labels.filter((label) => !isSystemLabel(label));
  const labels = mergeLabels(declared, given);
  const correlated = labels.some(({ key }) => key === 'system.correlationId');
  return correlated ? labels : [...labels, { key: 'system.correlationId', value: id }];
}

/**
 * What the resolution of inputs for an execution needs from this engine. `madeByFlow`: a task gives the inputs. It may name
 * files by URI only, which is checked when it is read (flow-language §2.5, §6.7); a path would be read of any file of this machine.
 */
export function inputContext(
  runtime: Runtime,
  flow: Flow,
  execution: Execution,
  madeByFlow = false,
): InputContext {
  const { id, namespace, flowId, commit } = execution;
  const host = workerHost(runtime, { executionId: id, namespace, flowId, ...(commit && { commit }) });
  const options = { services: expressionServices(host, { namespace, taskStates: () => [] }) };
  const { encryption, backend } = runtime;
  return {
    variables: {
      ...flowConstants(runtime, flow),
      execution: { id, startDate: execution.state.histories[0]!.date, originalId: id, state: 'CREATED' },
      ...(execution.variables && { vars: execution.variables }),
    },
    render: (template, variables) => settle((o) => render(template, variables, o), options),
    renderTyped: (template, variables) => settle((o) => renderTyped(template, variables, o), options),
    async storeFile(inputId, localPath) {
      if (madeByFlow || !runtime.localFiles)
        throw new InvalidValue(
          `A flow names a file by a URI kestra://, nsfile:// or file://, but gave \`${localPath}\``,
        );
      const path = `${executionFolder({ namespace, flowId, id })}/inputs/${inputId}/${basename(localPath)}`;
      await backend.files.putFile(path, localPath);
      return storageUri(path);
    },
    ...(encryption && { encrypt: (text: string) => encryption.encrypt(text) }),
  };
}

/** Variables that are the same for every rendering of a flow: `flow`, `envs`, `globals`, `namespace`, `kestra` (flow-language §4.11). */
export function flowConstants(runtime: Runtime, flow: Flow): Record<string, unknown> {
  const { environment } = runtime;
  const url = environment['TUTTI_URL'];
  const name = environment['TUTTI_ENVIRONMENT'];
  return {
    flow: { id: flow.id, namespace: flow.namespace, revision: flow.revision, tenantId: 'main' },
    envs: prefixed(environment),
    globals: runtime.globals,
    ...(flow.namespaceVariables && { namespace: flow.namespaceVariables }),
    kestra: { ...(name !== undefined && { environment: name }), ...(url !== undefined && { url }) },
  };
}

const envsCache = new WeakMap<object, Variables>();

/** Variables `ENV_*` of the environment, without the prefix, in lower case. */
function prefixed(environment: Readonly<Record<string, string | undefined>>): Variables {
  let envs = envsCache.get(environment);
  if (!envs) {
    const entries = Object.entries(environment).filter(
      ([name, value]) => name.startsWith('ENV_') && value !== undefined,
    );
    envs = Object.fromEntries(entries.map(([name, value]) => [name.slice(4).toLowerCase(), value]));
    envsCache.set(environment, envs);
  }
  return envs;
}
