import { pathText } from '../flow/report.ts';
import type { Flow, FlowDocument, FlowTypes, Violation } from '../flow/types.ts';
import type { Path } from '../flow/values.ts';
import { type Call, callsOf } from './calls.ts';
import { nameOf } from './catalogue.ts';
import { type Listener, listenersOf } from './listening.ts';

/**
 * Circles over several flows: tasks that run the flow they stand in over others, and Flow triggers that feed each other. All
 * are warnings, for a condition may end them.
 */
export function checkCircles(
  documents: readonly FlowDocument[],
  registry: Pick<FlowTypes, 'resolve'>,
): Violation[] {
  const nodes = documents.flatMap((document): Node[] => {
    const { flow } = document;
    if (!flow || flow.disabled) return [];
    const name = nameOf({ namespace: flow.namespace, flowId: flow.id });
    return [{ document, flow, name, calls: callsOf(flow, registry), listeners: listenersOf(flow, registry) }];
  });
  const calls = new Map(
    nodes.map((node) => [node.name, new Set(node.calls.map(({ called }) => nameOf(called)))]),
  );
  return [...recursions(nodes, calls), ...feedings(nodes, calls)];
}

/** A flow and what it has to do with others. */
interface Node {
  document: FlowDocument;
  flow: Flow;
  name: string;
  calls: Call[];
  listeners: Listener[];
}

/** Which flows an execution of a flow makes executions of, by name. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

function recursions(nodes: readonly Node[], calls: Graph): Violation[] {
  const knots = knotsOf(calls);
  return nodes.flatMap(({ document, name, calls: own }) =>
    own.flatMap(({ place, called }) => {
      const target = nameOf(called);
      // A flow that calls itself is refused before.
      const way = target === name || !knots.has(name) ? undefined : reachFrom(calls, target).wayTo(name);
      if (!way) return [];
      const message = `Recursive call to flow [${target}]: ${[name, ...way].join(' → ')}`;
      return [warning(document, [...place.path, 'flowId'], message)];
    }),
  );
}

function feedings(nodes: readonly Node[], calls: Graph): Violation[] {
  const graph = new Map([...calls].map(([name, called]) => [name, new Set(called)]));
  // One of several flows that are waited for starts nothing by itself.
  for (const { name, listeners } of nodes)
    for (const { waitsFor } of listeners)
      if (waitsFor.length === 1)
        for (const other of nodes)
          if (other.name !== name && waitsFor[0]!(other.flow)) graph.get(other.name)!.add(name);

  return nodes.flatMap(({ document, name, listeners }) => {
    // Of a trigger without conditions it is said already that every flow fires it.
    const bounded = listeners.filter(({ isUnbounded }) => !isUnbounded);
    if (bounded.length === 0) return [];
    const reach = reachFrom(graph, name);
    const reached = nodes.filter((other) => other.name !== name && reach.has(other.name));
    return bounded.flatMap(({ trigger, index, waitsFor }) => {
      const causes = waitsFor.map((matches) => reached.find(({ flow }) => matches(flow)));
      const [cause] = causes;
      if (!cause || causes.includes(undefined)) return [];
      const way = [...reach.wayTo(cause.name)!, name].join(' → ');
      return [warning(document, ['triggers', index], `The trigger '${trigger.id}' closes a circle: ${way}`)];
    });
  });
}

function warning({ file, flow, locate }: FlowDocument, path: Path, message: string): Violation {
  const position = locate(path) ?? { line: 1, column: 1 };
  return { file, ...position, path: pathText(flow, path), message, severity: 'warning' };
}

/** What remains when flows that lead nowhere are taken away again and again: all circles, and the ways to them. */
function knotsOf(graph: Graph): ReadonlySet<string> {
  const left = new Map(
    [...graph].map(([name, targets]) => [name, [...targets].filter((target) => graph.has(target)).length]),
  );
  const callers = new Map<string, string[]>();
  for (const [name, targets] of graph)
    for (const target of targets) callers.set(target, [...(callers.get(target) ?? []), name]);
  const ends = [...left].filter(([, count]) => count === 0).map(([name]) => name);
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    left.delete(end);
    for (const caller of callers.get(end) ?? []) {
      const count = left.get(caller)! - 1;
      left.set(caller, count);
      if (count === 0) ends.push(caller);
    }
  }
  return new Set(left.keys());
}

interface Reach {
  has(name: string): boolean;
  /** The shortest way there, both ends included. */
  wayTo(name: string): string[] | undefined;
}

/** The flows that a flow leads to, over others as well; itself included. */
function reachFrom(graph: Graph, from: string): Reach {
  const before = new Map<string, string | undefined>([[from, undefined]]);
  // A map visits what is added while it is walked.
  for (const [at] of before)
    for (const next of graph.get(at) ?? []) if (!before.has(next)) before.set(next, at);
  return {
    has: (name) => before.has(name),
    wayTo(name) {
      if (!before.has(name)) return undefined;
      const way: string[] = [];
      for (let at: string | undefined = name; at !== undefined; at = before.get(at)) way.unshift(at);
      return way;
    },
  };
}
