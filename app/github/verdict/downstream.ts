import type { Flow, FlowDocument } from '../../../runner/flow/types.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import { calledFlows } from '../../../runner/validation/index.ts';
import { listenersOf } from '../../../runner/validation/listening.ts';
import type { DownstreamFlow, FlowName } from './types.ts';

/** Flows that did not change and run, are run by, or listen to one that did. */
export function downstreamFlows(
  documents: readonly FlowDocument[],
  changed: readonly FlowName[],
  registry: Registry,
): DownstreamFlow[] {
  const names = new Map(changed.map((name) => [textOf(name), name]));
  const flows = new Map(
    documents.flatMap(({ flow, file }) => (flow ? [[textOf(flow), { flow, file }]] : [])),
  );
  const found = new Map<string, DownstreamFlow>();
  const add = ({ flow, path, because, relation }: DownstreamFlow) =>
    found.set(`${textOf(flow)} ${textOf(because)} ${relation}`, { flow, path, because, relation });
  for (const document of documents) {
    const { flow, file: path } = document;
    if (!flow) continue;
    const isChanged = names.has(textOf(flow));
    const called = calledFlows(document, registry).map(({ namespace, flowId }) => ({
      namespace,
      id: flowId,
    }));
    for (const name of called) {
      const other = flows.get(textOf(name));
      if (!isChanged && names.has(textOf(name)))
        add({ flow: nameOf(flow), path, because: name, relation: 'runs' });
      if (isChanged && other && !names.has(textOf(name)))
        add({ flow: name, path: other.file, because: nameOf(flow), relation: 'run' });
    }
    // A trigger that waits for everything depends on nothing in particular.
    for (const { waitsFor, isUnbounded } of isChanged ? [] : listenersOf(flow, registry))
      for (const because of isUnbounded ? [] : changed)
        if (waitsFor.some((waits) => waits(because)))
          add({ flow: nameOf(flow), path, because, relation: 'listens' });
  }
  return [...found.values()];
}

function nameOf({ namespace, id }: Flow): FlowName {
  return { namespace, id };
}

function textOf({ namespace, id }: FlowName): string {
  return `${namespace}.${id}`;
}
