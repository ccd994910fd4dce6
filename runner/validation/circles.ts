import { pathText } from '../flow/report.ts';
import type { FlowDocument, FlowTypes, Violation } from '../flow/types.ts';
import type { Path } from '../flow/values.ts';
import { callsOf } from './calls.ts';
import { nameOf } from './catalogue.ts';
import { listenersOf } from './listening.ts';

/** Which flows an execution of a flow makes executions of, by name. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Circles over several flows: tasks that run the flow they stand in over others, and Flow triggers that feed each other. All
 * are warnings, for a condition may end them.
 */
export function checkCircles(
  documents: readonly FlowDocument[],
  registry: Pick<FlowTypes, 'resolve'>,
): Violation[] {
  const nodes = documents.flatMap((document) => {
    const { flow } = document;
    if (!flow || flow.disabled) return [];
    const name = nameOf({ namespace: flow.namespace, flowId: flow.id });
    return [{ document, flow, name, calls: callsOf(flow, registry), listeners: listenersOf(flow, registry) }];
  });
  const calls: Graph = new Map(
    nodes.map((node) => [node.name, new Set(node.calls.map(({ called }) => nameOf(called)))]),
  );
  const all = new Map([...calls].map(([name, called]) => [name, new Set(called)]));
  for (const { name, listeners } of nodes)
    for (const other of nodes)
      if (
        other.name !== name &&
        listeners.some(({ waitsFor }) => waitsFor.some((matches) => matches(other.flow)))
      )
        all.get(other.name)!.add(name);

  return nodes.flatMap(({ document, name, calls: own, listeners }) => [
    ...own.flatMap(({ place, called }) => {
      const target = nameOf(called);
      const way = target === name ? undefined : wayBetween(calls, target, name);
      if (!way) return [];
      const message = `Recursive call to flow [${target}]: ${[name, ...way].join(' → ')}`;
      return [warning(document, [...place.path, 'flowId'], message)];
    }),
    ...listeners.flatMap(({ trigger, index, waitsFor, isUnbounded }) => {
      // It is warned of already that every flow starts this one.
      if (isUnbounded) return [];
      const ways = waitsFor.map((matches) =>
        nodes
          .filter((other) => other.name !== name && matches(other.flow))
          .map((other) => wayBetween(all, name, other.name))
          .find((way) => way !== undefined),
      );
      const [way] = ways;
      if (!way || ways.includes(undefined)) return [];
      const message = `The trigger '${trigger.id}' closes a circle: ${[...way, name].join(' → ')}`;
      return [warning(document, ['triggers', index], message)];
    }),
  ]);
}

function warning({ file, flow, locate }: FlowDocument, path: Path, message: string): Violation {
  const position = locate(path) ?? { line: 1, column: 1 };
  return { file, ...position, path: pathText(flow, path), message, severity: 'warning' };
}

/** The shortest way from one flow to another, both included. */
function wayBetween(graph: Graph, from: string, to: string): string[] | undefined {
  const before = new Map<string, string | undefined>([[from, undefined]]);
  // A map visits what is added while it is walked.
  for (const [at] of before) {
    if (at === to) return wayBack(before, to);
    for (const next of graph.get(at) ?? []) if (!before.has(next)) before.set(next, at);
  }
  return undefined;
}

function wayBack(before: ReadonlyMap<string, string | undefined>, to: string): string[] {
  const way: string[] = [];
  for (let at: string | undefined = to; at !== undefined; at = before.get(at)) way.unshift(at);
  return way;
}
