import type { StateName } from '../../../runner/execution/types.ts';
import { flowableName } from '../../../runner/flow/nested.ts';
import {
  type Topology,
  type TopologyCluster,
  type TopologyNode,
  topologyOf,
} from '../../../runner/flow/topology.ts';
import type { Flow } from '../../../runner/flow/types.ts';
import { diagramLabel } from '../../../runner/report/escape.ts';
import { iconOf } from './states.ts';

/** Above so many nodes a diagram is no help, and GitHub may refuse to draw it (github §2.8). */
const mostNodes = 60;
const mostEdges = 200;

/**
 * A flow's graph as a Mermaid block, coloured by the states of its tasks where they are given (github §9.3). A large flow is
 * drawn with its flowables closed; empty where even that is too large.
 */
export function flowchart(flow: Flow, states: ReadonlyMap<string, StateName> = new Map()): string {
  let topology = topologyOf(flow);
  if (topology.nodes.length > mostNodes) topology = closed(topology);
  if (topology.nodes.length > mostNodes || topology.edges.length > mostEdges) return '';
  const ids = new Map(topology.nodes.map(({ uid }, index) => [uid, `n${index}`]));
  const lines = [
    'flowchart LR',
    ...drawCluster(topology, ids, states, undefined, '  '),
    ...topology.edges.map(
      ({ source, target, relation, value }) =>
        `  ${ids.get(source)} ${arrow(relation, value)} ${ids.get(target)}`,
    ),
    ...classes(topology, ids, states),
  ];
  return mermaidBlock(lines);
}

/** Lines of a diagram as a block that GitHub draws. */
export function mermaidBlock(lines: readonly string[]): string {
  return ['```mermaid', ...lines, '```'].join('\n');
}

/** The graph with one node for each flowable of the flow's own task lists. */
function closed({ nodes, edges, clusters }: Topology): Topology {
  const parents = new Map(clusters.map(({ uid, parent }) => [uid, parent]));
  const flowables = new Set(
    nodes.flatMap(({ uid, cluster }) => (cluster === `cluster:${uid}` ? [cluster] : [])),
  );
  const outermost = (cluster: string | undefined): string | undefined => {
    let found: string | undefined;
    for (let at = cluster; at !== undefined; at = parents.get(at)) if (flowables.has(at)) found = at;
    return found;
  };
  const standIn = new Map(
    nodes.map(({ uid, cluster }) => [uid, outermost(cluster)?.slice('cluster:'.length) ?? uid]),
  );
  const branches = clusters.filter(({ uid }) => !flowables.has(uid));
  const branchOf = (cluster: string | undefined): string | undefined => {
    let at = cluster;
    while (at !== undefined && flowables.has(at)) at = parents.get(at);
    return at;
  };
  const drawn = new Map<string, Topology['edges'][number]>();
  for (const edge of edges) {
    const source = standIn.get(edge.source) ?? edge.source;
    const target = standIn.get(edge.target) ?? edge.target;
    if (source !== target) drawn.set(`${source} ${target}`, { ...edge, source, target });
  }
  return {
    nodes: nodes
      .filter(({ uid }) => standIn.get(uid) === uid)
      .map((node) => ({ ...node, cluster: branchOf(node.cluster) })),
    edges: [...drawn.values()],
    clusters: branches,
  };
}

function drawCluster(
  topology: Topology,
  ids: ReadonlyMap<string, string>,
  states: ReadonlyMap<string, StateName>,
  cluster: TopologyCluster | undefined,
  indent: string,
): string[] {
  const inner = topology.clusters.filter(({ parent }) => parent === cluster?.uid);
  return [
    ...topology.nodes
      .filter((node) => node.cluster === cluster?.uid)
      .map((node) => `${indent}${ids.get(node.uid)}${shape(node, states.get(node.uid))}`),
    ...inner.flatMap((child) => [
      `${indent}subgraph c${topology.clusters.indexOf(child)}["${diagramLabel(child.label)}"]`,
      ...drawCluster(topology, ids, states, child, `${indent}  `),
      `${indent}end`,
    ]),
  ];
}

/** The icon of the state comes first, so that colour is not the only cue (github §9.3). */
function shape({ label, kind, type, disabled }: TopologyNode, state: StateName | undefined): string {
  const icon = kind === 'task' && state !== undefined ? `${iconOf(state)} ` : '';
  const text = `"${icon}${diagramLabel(label)}${disabled === true ? ' - disabled' : ''}"`;
  if (kind === 'start') return `((${text}))`;
  if (kind === 'trigger') return `([${text}])`;
  const flowable = flowableName(type);
  if (flowable === 'If' || flowable === 'Switch') return `{${text}}`;
  return flowable === undefined ? `[${text}]` : `{{${text}}}`;
}

function arrow(relation: Topology['edges'][number]['relation'], value = ''): string {
  switch (relation) {
    case 'CHOICE':
      return `-->|"${diagramLabel(value)}"|`;
    case 'DYNAMIC':
      return '-->|"each"|';
    case 'ERROR':
      return '-.->|"error"|';
    case 'FINALLY':
      return '-.->|"finally"|';
    case 'AFTER_EXECUTION':
      return '-.->|"after execution"|';
    default:
      return '-->';
  }
}

type Class = 'ok' | 'fail' | 'run' | 'warn' | 'skip';

/** Light fills with dark text: readable on both of GitHub's themes (github §9.3). */
const palette: Readonly<Record<Class, string>> = {
  ok: 'fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  fail: 'fill:#ffebe9,stroke:#cf222e,color:#1f2328',
  run: 'fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  warn: 'fill:#fff8c5,stroke:#9a6700,color:#1f2328',
  skip: 'fill:#eaeef2,stroke:#57606a,color:#1f2328,stroke-dasharray:4',
};

function classes(
  { nodes }: Topology,
  ids: ReadonlyMap<string, string>,
  states: ReadonlyMap<string, StateName>,
): string[] {
  const members = new Map<Class, string[]>();
  for (const { uid, kind } of nodes) {
    const state = kind === 'task' ? states.get(uid) : undefined;
    if (state === undefined) continue;
    const name = classOf(state);
    members.set(name, [...(members.get(name) ?? []), ids.get(uid)!]);
  }
  return [...members].flatMap(([name, list]) => [
    `  classDef ${name} ${palette[name]}`,
    `  class ${list.join(',')} ${name}`,
  ]);
}

function classOf(state: StateName): Class {
  switch (state) {
    case 'SUCCESS':
      return 'ok';
    case 'FAILED':
    case 'KILLED':
    case 'KILLING':
    case 'CANCELLED':
      return 'fail';
    case 'WARNING':
    case 'RETRIED':
    case 'PAUSED':
    case 'BREAKPOINT':
      return 'warn';
    case 'SKIPPED':
      return 'skip';
    default:
      return 'run';
  }
}
