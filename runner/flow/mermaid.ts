import { flowableName } from './nested.ts';
import {
  type Relation,
  type Topology,
  type TopologyCluster,
  type TopologyNode,
  topologyOf,
} from './topology.ts';
import type { Flow } from './types.ts';

export interface MermaidOptions {
  /** State by task id: colours the tasks. */
  states?: Readonly<Record<string, string>>;
  /** Where the graph grows to: down (default) or right. */
  direction?: 'TB' | 'LR';
}

/**
 * A Mermaid flowchart of a flow: triggers at the top, flowables around their children, branches for errors, finally and
 * afterExecution. Names are escaped, so that no id or label can break out of its node.
 */
export function mermaid(flow: Flow, { states = {}, direction = 'TB' }: MermaidOptions = {}): string {
  const topology = topologyOf(flow);
  const ids = new Map(topology.nodes.map(({ uid }, index) => [uid, `n${index}`]));
  const lines = [
    `flowchart ${direction}`,
    ...drawCluster(topology, ids, undefined, '  '),
    ...topology.edges.map(
      ({ source, target, relation, value }) =>
        `  ${ids.get(source)} ${arrow(relation, value)} ${ids.get(target)}`,
    ),
    ...colours(topology, ids, states),
  ];
  return `${lines.join('\n')}\n`;
}

/** Nodes and inner clusters of a cluster; of the whole graph without one. */
function drawCluster(
  topology: Topology,
  ids: ReadonlyMap<string, string>,
  cluster: TopologyCluster | undefined,
  indent: string,
): string[] {
  const nodes = topology.nodes.filter((node) => node.cluster === cluster?.uid);
  const inner = topology.clusters.filter(({ parent }) => parent === cluster?.uid);
  return [
    ...nodes.map((node) => `${indent}${ids.get(node.uid)}${shape(node)}`),
    ...inner.flatMap((child) => [
      `${indent}subgraph c${topology.clusters.indexOf(child)}["${safe(child.label)}"]`,
      ...drawCluster(topology, ids, child, `${indent}  `),
      `${indent}end`,
    ]),
  ];
}

function shape(node: TopologyNode): string {
  const simple = node.type?.slice(node.type.lastIndexOf('.') + 1);
  const label = [node.label, ...(simple ? [simple] : []), ...(node.disabled ? ['disabled'] : [])].map(safe);
  const text = `"${label.join('<br/>')}"`;
  if (node.kind === 'start') return `((${text}))`;
  if (node.kind === 'trigger') return `([${text}])`;
  const flowable = flowableName(node.type);
  if (flowable === 'If' || flowable === 'Switch') return `{${text}}`;
  if (simple === 'Subflow' || flowable === 'ForEachItem') return `[[${text}]]`;
  return flowable ? `{{${text}}}` : `[${text}]`;
}

const arrows: Readonly<Record<Relation, (label: string) => string>> = {
  SEQUENTIAL: () => '-->',
  PARALLEL: () => '-->',
  CHOICE: (value) => `-->|"${value}"|`,
  DYNAMIC: () => '-->|"each"|',
  ERROR: () => '-.->|"error"|',
  FINALLY: () => '-.->|"finally"|',
  AFTER_EXECUTION: () => '-.->|"after execution"|',
};

function arrow(relation: Relation, value = ''): string {
  return arrows[relation](safe(value));
}

/** As Mermaid shows them: entities for all that has a meaning in labels, one line. */
function safe(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[^\p{L}\p{N} _.:,/+\-()]/gu, (character) => `#${character.codePointAt(0)};`);
}

const palette: Readonly<Record<string, string>> = {
  SUCCESS: 'fill:#d9f2e3,stroke:#1f8a4c',
  WARNING: 'fill:#fdf0d0,stroke:#b7791f',
  FAILED: 'fill:#fbdcdc,stroke:#c62828',
  KILLED: 'fill:#fbdcdc,stroke:#c62828,stroke-dasharray:4',
  RUNNING: 'fill:#dbe8fd,stroke:#2563c9',
  PAUSED: 'fill:#e9e0fa,stroke:#6f42c1',
  SKIPPED: 'fill:#f0f0f0,stroke:#8a8a8a',
};
/** Of states without a colour of their own: they come before, or are like, another. */
const other = 'fill:#f7f7f7,stroke:#8a8a8a';

function colours(
  topology: Topology,
  ids: ReadonlyMap<string, string>,
  states: Readonly<Record<string, string>>,
): string[] {
  const byState = new Map<string, string[]>();
  for (const { uid, kind } of topology.nodes) {
    const state = kind === 'task' && Object.hasOwn(states, uid) ? states[uid] : undefined;
    if (state === undefined) continue;
    const known = Object.hasOwn(palette, state) ? state : 'OTHER';
    byState.set(known, [...(byState.get(known) ?? []), ids.get(uid)!]);
  }
  return [...byState].flatMap(([state, nodes]) => [
    `  classDef ${state} ${palette[state] ?? other}`,
    `  class ${nodes.join(',')} ${state}`,
  ]);
}
