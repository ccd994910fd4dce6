import type { TaskRun } from '../../../runner/execution/types.ts';
import { walkTasks } from '../../../runner/flow/nested.ts';
import { type Topology, type TopologyNode, topologyOf } from '../../../runner/flow/topology.ts';
import type { Flow } from '../../../runner/flow/types.ts';

/** The graph of a flow as Kestra's clients draw it, with the task runs of an execution where there is one (surfaces §10.8). */
export function graphPayload(flow: Flow, taskRuns: readonly TaskRun[] = []): Record<string, unknown> {
  const { nodes, edges, clusters } = topologyOf(flow);
  const tasks = new Map([...walkTasks(flow)].map(({ task }) => [task.id, task]));
  const triggers = new Map(flow.triggers.map((trigger) => [`trigger:${trigger.id}`, trigger]));
  const runs = Map.groupBy(taskRuns, ({ taskId }) => taskId);
  return {
    nodes: nodes.map((node) => nodePayload(node, { tasks, triggers, runs })),
    edges: edges.map(({ source, target, relation, value }) => ({
      source,
      target,
      relation: { relationType: relation, ...(value !== undefined && { value }) },
    })),
    clusters: clusterPayloads({ nodes, edges, clusters }),
    flowables: clusters.map(({ uid }) => uid),
  };
}

interface Known {
  tasks: ReadonlyMap<string, unknown>;
  triggers: ReadonlyMap<string, unknown>;
  runs: ReadonlyMap<string, readonly TaskRun[]>;
}

function nodePayload({ uid, kind, branchType }: TopologyNode, { tasks, triggers, runs }: Known) {
  const own = runs.get(uid);
  const common = { uid, ...(branchType && { branchType }) };
  if (kind === 'start') return { ...common, type: 'GraphClusterRoot' };
  if (kind === 'trigger') return { ...common, type: 'GraphTrigger', triggerDeclaration: triggers.get(uid) };
  // Of the runs of a loop the last one is shown, as Kestra does.
  const last = own?.at(-1);
  return {
    ...common,
    type: 'GraphTask',
    task: tasks.get(uid),
    ...(last && { taskRun: { id: last.id, taskId: last.taskId, state: last.state } }),
    ...(own && own.length > 1 && { values: own.flatMap(({ value }) => value ?? []) }),
  };
}

/** Clusters with the nodes directly in them, and the clusters around them from the outside in. */
function clusterPayloads({ nodes, clusters }: Topology) {
  const byUid = new Map(clusters.map((cluster) => [cluster.uid, cluster]));
  const parentsOf = (uid: string): string[] => {
    const parent = byUid.get(uid)?.parent;
    return parent === undefined ? [] : [...parentsOf(parent), parent];
  };
  return clusters.map(({ uid }) => {
    const inside = nodes.filter(({ cluster }) => cluster === uid).map((node) => node.uid);
    return {
      cluster: { uid, type: 'GraphCluster' },
      nodes: inside,
      parents: parentsOf(uid),
      start: inside[0],
      end: inside.at(-1),
    };
  });
}
