import type { ExecutionQuery } from '../../backend/types.ts';
import { OperationRefused } from '../../execution/operations/records.ts';
import type { ExecutionSearch, ExecutionsAccess } from '../../plugin/instance.ts';
import { executionPayload } from '../executionPayload.ts';
import type { HostScope } from '../host.ts';
import type { Runtime } from '../runtime.ts';

/**
 * The executions of this instance as a task reaches them: no HTTP and no credentials, for a flow may look at and act on those of
 * every namespace (flow-language §6.2, §6.9).
 */
export function executionsAccess(runtime: Runtime, scope: HostScope): ExecutionsAccess {
  const { backend, masker } = runtime;
  return {
    async search(search, { page, size }) {
      await runtime.flushed();
      const [found, total] = await Promise.all([
        backend.executions({ ...queryOf(search), limit: size, offset: (page - 1) * size }),
        backend.countExecutions(queryOf(search)),
      ]);
      const shown = found.map((execution) => masked(executionPayload(execution), masker.mask));
      return { results: shown as Record<string, unknown>[], total };
    },
    async count(search) {
      await runtime.flushed();
      return backend.countExecutions(queryOf(search));
    },
    async resume(which, inputs) {
      const executionId = await resumable(runtime, scope, which);
      await runtime.control(executionId, { type: 'resume', ...(inputs && { inputs, madeByFlow: true }) });
    },
    kill: (executionId, { cascade }) =>
      runtime.control(executionId, { type: 'kill', ...(!cascade && { cascade }) }),
    delete: (executionId, kept) => runtime.delete(executionId, kept),
  };
}

/** Those of tests and of the playground are left out (surfaces §3.3). */
function queryOf(search: ExecutionSearch): ExecutionQuery {
  const { labels = {}, startedAfter, startedBefore, scopes = [], ...same } = search;
  const isOneScope = new Set(scopes).size === 1;
  const isSystem = { fields: ['namespace'], comparison: 'is', values: ['system'] } as const;
  return {
    ...same,
    ...(isOneScope && { texts: [{ ...isSystem, not: scopes[0] === 'USER' }] }),
    normalOnly: true,
    labels: Object.entries(labels).map(([key, value]) => ({ key, comparison: 'is', values: [value] })),
    started: [
      ...(startedAfter === undefined ? [] : [{ comparison: '>=' as const, at: startedAfter }]),
      ...(startedBefore === undefined ? [] : [{ comparison: '<=' as const, at: startedBefore }]),
    ],
  };
}

/** The same with every text masked: it leaves the execution that it belongs to. */
function masked(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((item) => masked(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, mask)]));
}

/**
 * The execution that is named, or the one of a flow that was paused last; the current one where nothing is named
 * (flow-language §6.2, Resume).
 */
async function resumable(
  { backend, flushed }: Runtime,
  scope: HostScope,
  { executionId, namespace, flowId }: Parameters<ExecutionsAccess['resume']>[0],
): Promise<string> {
  if (executionId === undefined && namespace === undefined && flowId === undefined) return scope.executionId;
  await flushed();
  if (executionId === undefined) {
    const flow = { namespace: namespace ?? scope.namespace, flowId: flowId ?? scope.flowId };
    const [paused] = await backend.executions({ ...flow, states: ['PAUSED'], normalOnly: true, limit: 1 });
    if (!paused) throw new OperationRefused(`No execution of ${flow.namespace}.${flow.flowId} is paused`);
    return paused.id;
  }
  const found = await backend.execution(executionId);
  if (!found) throw new OperationRefused(`No execution found for execution id ${executionId}`);
  if (found.namespace !== (namespace ?? found.namespace) || found.flowId !== (flowId ?? found.flowId))
    throw new OperationRefused(
      `Execution ${executionId} is one of ${found.namespace}.${found.flowId}, not of ${namespace ?? found.namespace}.${flowId ?? found.flowId}`,
    );
  return executionId;
}
