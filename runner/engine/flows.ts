import type { PluginDefault } from '../flow/defaults.ts';
import type { Flow } from '../flow/types.ts';
import type { Registry } from '../plugin/registry.ts';
import { type Namespaces, namespaceReader, parseFlowIn } from '../repository/namespaces.ts';
import type { FlowSource, Repository } from '../repository/types.ts';
import { FlowRefused } from './errors.ts';

/** Finds flows of a repository by name, for subflows. */
export interface FlowLoader {
  /**
   * The flow, ready to run; in the revision that is named, where the repository knows more than one.
   *
   * @throws FlowRefused where there is none, or it is invalid.
   */
  find(repository: Repository, namespace: string, flowId: string, revision?: number): Promise<Flow>;
  /** Every valid flow of a repository, with its text. Of two files that declare the same flow the first one counts. */
  all(repository: Repository): Promise<{ flow: Flow; source: string }[]>;
}

interface Parsed {
  source: string;
  revision: number;
  namespaces: Namespaces;
  flow: Promise<Flow>;
}

/**
 * A loader that parses each version of a file once, with what its namespace shares (surfaces §10.5). `pluginDefaults`: those
 * of the server.
 */
export function flowLoader(registry: Registry, pluginDefaults?: readonly PluginDefault[]): FlowLoader {
  const parsed = new Map<string, Parsed>();
  const namespacesOf = namespaceReader(registry, { pluginDefaults });
  const flowOf = (source: FlowSource, namespaces: Namespaces): Promise<Flow> => {
    const { file, source: text, revision = 1 } = source;
    const known = parsed.get(file);
    if (known?.source === text && known.revision === revision && known.namespaces === namespaces)
      return known.flow;
    const flow = parse(source, namespaces, registry);
    parsed.set(file, { source: text, revision, namespaces, flow });
    return flow;
  };
  return {
    async find(repository, namespace, flowId, revision) {
      const found = await repository.findFlow(namespace, flowId, revision);
      if (!found)
        throw new FlowRefused(
          `Unable to find flow '${namespace}'.'${flowId}' with revision '${revision ?? 0}'`,
        );
      return flowOf(found, await namespacesOf(repository));
    },
    async all(repository) {
      const found = new Map<string, { flow: Flow; source: string }>();
      const namespaces = await namespacesOf(repository);
      for (const file of await repository.flowFiles()) {
        // One that is gone by now, or cannot be read, is no valid flow; the others are listed all the same.
        const source = await repository.readFlow(file).catch(() => undefined);
        const flow = source && (await flowOf(source, namespaces).catch(ignoreRefusal));
        if (!flow) continue;
        const name = `${flow.namespace}/${flow.id}`;
        if (!found.has(name)) found.set(name, { flow, source: source.source });
      }
      return [...found.values()];
    },
  };
}

function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof FlowRefused)) throw error;
}

async function parse(
  { source, file, revision }: FlowSource,
  namespaces: Namespaces,
  registry: Registry,
): Promise<Flow> {
  const { flow, violations } = await parseFlowIn(namespaces, source, { file, registry });
  if (flow) return { ...flow, revision: revision ?? flow.revision };
  const errors = violations.filter(({ severity }) => severity === 'error');
  throw new FlowRefused(
    `Cannot execute an invalid flow: ${errors.map((error) => `${error.file}:${error.line}:${error.column} ${error.message}`).join(', ')}`,
  );
}
