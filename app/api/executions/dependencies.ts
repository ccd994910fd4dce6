import { isTerminated } from '../../../runner/execution/states.ts';
import type { Execution } from '../../../runner/execution/types.ts';
import { followEngine } from '../changes.ts';
import { dependenciesOf } from '../dependencies.ts';
import type { Event } from '../events.ts';
import { jsonText } from '../json.ts';
import { statePayload } from '../payload/execution.ts';
import type { ApiServices } from '../services.ts';

/** Most executions that are followed at once; the newest. */
const most = 1_000;

/**
 * The states of an execution, and of those that share its correlation, as they change (surfaces §10.7): of flows that its flow
 * depends on or that depend on it. Ends when none of them is under way any more.
 */
export async function* dependenciesFollowed(
  services: ApiServices,
  { id, namespace, flowId, labels }: Execution,
  choice: { destinationOnly: boolean; expandAll: boolean },
  signal: AbortSignal,
): AsyncGenerator<Event> {
  const { backend, engine, mask } = services;
  const isConcerned = concerned(services, { namespace, flowId }, choice);
  const correlation = labels.find(({ key }) => key === 'system.correlationId')?.value ?? id;
  const related = { key: 'system.correlationId', comparison: 'is', values: [correlation] } as const;
  const follower = followEngine(engine, signal);
  const shown = new Map<string, string>();
  try {
    yield { id: 'start', data: '{}' };
    while (!signal.aborted) {
      const found = await backend.executions({ labels: [related], limit: most });
      const followed = found.filter((execution) => execution.id === id || isConcerned(execution));
      for (const execution of followed) {
        const { current, histories } = execution.state;
        const stamp = `${current} ${histories.length}`;
        if (shown.get(execution.id) === stamp) continue;
        shown.set(execution.id, stamp);
        yield { id: 'progress', data: jsonText(statusEvent(execution), mask) };
      }
      // One that ended may still start others: what listens to it does so with the same change, or a moment later.
      if (followed.every(({ state, id }) => isTerminated(state.current) && !engine.drives(id))) {
        yield { id: 'end', data: '{}' };
        return;
      }
      await follower.changed();
    }
  } finally {
    follower.close();
  }
}

/** Whether an execution is of a flow around this one. */
function concerned(
  { flows, registry }: ApiServices,
  { namespace, flowId }: Pick<Execution, 'namespace' | 'flowId'>,
  choice: { destinationOnly: boolean; expandAll: boolean },
): (execution: Execution) => boolean {
  const all = flows.all().map(({ flow }) => flow);
  const { nodes } = dependenciesOf(all, registry, {
    roots: (flow) => flow.namespace === namespace && flow.id === flowId,
    ...choice,
  });
  return (execution) =>
    nodes.some((node) => node.namespace === execution.namespace && node.id === execution.flowId);
}

function statusEvent({ id, namespace, flowId, state }: Execution): Record<string, unknown> {
  return { executionId: id, tenantId: 'main', namespace, flowId, state: statePayload(state) };
}
