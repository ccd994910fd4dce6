import type { FlowDocument } from '../flow/types.ts';
import type { Registry } from '../plugin/registry.ts';
import { type Namespaces, parseFlowIn } from '../repository/index.ts';
import type { Repository } from '../repository/types.ts';
import { typesNotInstalled, withPlaceholders } from './placeholders.ts';
import type { SuiteDocument } from './types.ts';

/** A flow that suites are about. */
export interface TestedFlow {
  /** Absent where the repository has no such flow. */
  document: FlowDocument | undefined;
  /** Knows the types of its tasks that are mocked and not installed. */
  registry: Registry;
}

/** Reads flows of a repository once each, however many of `documents` are about one. */
export function flowReader(
  repository: Repository,
  registry: Registry,
  namespaces: Namespaces,
  documents: readonly SuiteDocument[],
): (namespace: string, flowId: string) => Promise<TestedFlow> {
  const flows = new Map<string, Promise<TestedFlow>>();
  const read = async (namespace: string, flowId: string): Promise<TestedFlow> => {
    const found = await repository.findFlow(namespace, flowId);
    if (!found) return { document: undefined, registry };
    const { source, file, revision } = found;
    const parse = async (types: Registry): Promise<TestedFlow> => {
      const document = await parseFlowIn(namespaces, source, { file, registry: types });
      const { flow } = document;
      return {
        document: flow && revision !== undefined ? { ...document, flow: { ...flow, revision } } : document,
        registry: types,
      };
    };
    const parsed = await parse(registry);
    if (parsed.document?.flow) return parsed;
    const types = typesNotInstalled(source, mockedTasks(documents, namespace, flowId), registry);
    return types.size === 0 ? parsed : parse(withPlaceholders(registry, types));
  };
  return (namespace, flowId) => {
    const name = `${namespace}/${flowId}`;
    const flow = flows.get(name) ?? read(namespace, flowId);
    flows.set(name, flow);
    return flow;
  };
}

/** Tasks of a flow that any case has a fixture for. */
function mockedTasks(documents: readonly SuiteDocument[], namespace: string, flowId: string): Set<string> {
  const suites = documents.flatMap(({ suite }) => suite ?? []);
  const own = suites.filter((suite) => suite.namespace === namespace && suite.flowId === flowId);
  return new Set(
    own.flatMap(({ testCases }) => testCases.flatMap(({ fixtures }) => fixtures.tasks.map(({ id }) => id))),
  );
}
