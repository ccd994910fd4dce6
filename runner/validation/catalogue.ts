import { render } from '../expression/index.ts';
import type { Flow, FlowDocument } from '../flow/types.ts';
import { isScalar } from '../flow/values.ts';
import type { TaskPlace } from './places.ts';

/** The flows that a flow can reach. */
export interface Catalogue {
  /** `unknown`: there is such a flow, but it cannot be read. `undefined`: there is none. */
  find(namespace: string, flowId: string): Flow | 'unknown' | undefined;
}

/** The flows of documents; `unknown` ones are named by namespace and id, for their documents are not valid. */
export function catalogueOf(
  documents: readonly FlowDocument[],
  unknown: readonly FlowName[] = [],
): Catalogue {
  const flows = new Map<string, Flow | 'unknown'>(unknown.map((name) => [nameOf(name), 'unknown']));
  for (const { flow } of documents)
    if (flow) flows.set(nameOf({ namespace: flow.namespace, flowId: flow.id }), flow);
  return { find: (namespace, flowId) => flows.get(nameOf({ namespace, flowId })) };
}

/** What a flow is called. */
export interface FlowName {
  namespace: string;
  flowId: string;
}

/** `company.team.hello`. */
export function nameOf({ namespace, flowId }: FlowName): string {
  return `${namespace}.${flowId}`;
}

/** The flow that a task runs, where its name is written or follows from the flow the task stands in. */
export function calledBy({ type, task }: TaskPlace, flow: Flow): FlowName | undefined {
  if (!callers.has(type)) return undefined;
  const namespace = knownText(task['namespace'], flow);
  const flowId = knownText(task['flowId'], flow);
  return namespace === undefined || flowId === undefined ? undefined : { namespace, flowId };
}

const callers: ReadonlySet<string> = new Set([
  'io.kestra.plugin.core.flow.Subflow',
  'io.kestra.plugin.core.flow.ForEachItem',
]);

function knownText(written: unknown, flow: Flow): string | undefined {
  if (!isScalar(written)) return undefined;
  try {
    return render(String(written), { flow: { id: flow.id, namespace: flow.namespace } });
  } catch {
    // It reads more than the flow's name, which only a run knows.
    return undefined;
  }
}
