import { diagramLabel } from '../../../runner/report/escape.ts';
import type { FlowName } from '../verdict/types.ts';
import { mermaidBlock } from './flowchart.ts';

/** Flows and which of them start which; `app/api/dependencies` gives it. */
export interface FlowGraph {
  nodes: readonly ({ uid: string } & FlowName)[];
  edges: readonly { source: string; target: string; relation: 'FLOW_TASK' | 'FLOW_TRIGGER' }[];
}

const mostNodes = 60;
const mostEdges = 200;

/**
 * Flows that start each other, as a Mermaid block: a solid arrow where a task runs a flow, a dotted one where a trigger waits
 * for it. Empty where there are too many to read.
 */
export function dependencyChart({ nodes, edges }: FlowGraph): string {
  if (nodes.length === 0 || nodes.length > mostNodes || edges.length > mostEdges) return '';
  const ids = new Map(nodes.map(({ uid }, index) => [uid, `n${index}`]));
  const namespaces = Map.groupBy(nodes, ({ namespace }) => namespace);
  return mermaidBlock([
    'flowchart LR',
    ...[...namespaces].flatMap(([namespace, flows], index) => [
      `  subgraph c${index}["${diagramLabel(namespace)}"]`,
      ...flows.map(({ uid, id }) => `    ${ids.get(uid)}["${diagramLabel(id)}"]`),
      '  end',
    ]),
    ...edges
      .filter(({ source, target }) => ids.has(source) && ids.has(target))
      .map(
        ({ source, target, relation }) =>
          `  ${ids.get(source)} ${relation === 'FLOW_TASK' ? '-->|"runs"|' : '-.->|"triggers"|'} ${ids.get(target)}`,
      ),
  ]);
}
