import type { Flow, FlowTypes } from '../../runner/flow/types.ts';
import { callsOf } from '../../runner/validation/calls.ts';
import { listenersOf } from '../../runner/validation/listening.ts';

/** Flows, and which of them start which (surfaces §10.7). */
export interface DependencyGraph {
  nodes: { uid: string; namespace: string; id: string }[];
  edges: { source: string; target: string; relation: 'FLOW_TASK' | 'FLOW_TRIGGER' }[];
}

interface Choice {
  /** Only what starts one of `roots` or is started by one. Without it, everything that touches it counts. */
  roots: (flow: Flow) => boolean;
  /** Neighbours of neighbours too, and so on. */
  expandAll: boolean;
  /** Only what the roots start. */
  destinationOnly: boolean;
}

/** The graph around some flows; flows without any edge are in it too where they are roots. */
export function dependenciesOf(
  flows: readonly Flow[],
  registry: Pick<FlowTypes, 'resolve'>,
  { roots, expandAll, destinationOnly }: Choice,
): DependencyGraph {
  const all = edgesOf(flows, registry);
  const chosen = new Set(flows.filter(roots).map(uidOf));
  const edges = new Set<DependencyGraph['edges'][number]>();
  for (let frontier = new Set(chosen); frontier.size > 0; ) {
    const next = new Set<string>();
    for (const edge of all) {
      const isFrom = frontier.has(edge.source);
      if (!isFrom && (destinationOnly || !frontier.has(edge.target))) continue;
      edges.add(edge);
      for (const uid of [edge.source, edge.target])
        if (!chosen.has(uid)) {
          chosen.add(uid);
          next.add(uid);
        }
    }
    frontier = expandAll ? next : new Set();
  }
  const nodes = flows.filter((flow) => chosen.has(uidOf(flow)));
  return {
    nodes: nodes.map((flow) => ({ uid: uidOf(flow), namespace: flow.namespace, id: flow.id })),
    edges: [...edges],
  };
}

function edgesOf(flows: readonly Flow[], registry: Pick<FlowTypes, 'resolve'>): DependencyGraph['edges'] {
  const byUid = new Map(flows.map((flow) => [uidOf(flow), flow]));
  const edges = new Map<string, DependencyGraph['edges'][number]>();
  const add = (source: string, target: string, relation: 'FLOW_TASK' | 'FLOW_TRIGGER') => {
    if (source !== target) edges.set(`${source} ${target} ${relation}`, { source, target, relation });
  };
  for (const flow of flows) {
    for (const { called } of callsOf(flow, registry)) {
      const uid = uidOf({ namespace: called.namespace, id: called.flowId });
      if (byUid.has(uid)) add(uidOf(flow), uid, 'FLOW_TASK');
    }
    const matchers = listenersOf(flow, registry).flatMap(({ waitsFor }) => waitsFor);
    for (const other of matchers.length === 0 ? [] : flows)
      if (matchers.some((matches) => matches(other))) add(uidOf(other), uidOf(flow), 'FLOW_TRIGGER');
  }
  return [...edges.values()];
}

function uidOf({ namespace, id }: Pick<Flow, 'namespace' | 'id'>): string {
  return `main_${namespace}_${id}`;
}
