import { parseFlow } from '../flow/parse.ts';
import type { Flow } from '../flow/types.ts';
import type { Registry } from '../plugin/registry.ts';
import type { Repository } from '../repository/types.ts';
import { FlowRefused } from './errors.ts';

/** Finds flows of the repository by name, for subflows. */
export interface FlowLoader {
  /**
   * The flow, ready to run.
   *
   * @throws FlowRefused where there is none, or it is invalid.
   */
  find(namespace: string, flowId: string): Promise<Flow>;
}

/** A loader that parses each version of a file once. */
export function flowLoader(repository: Repository, registry: Registry): FlowLoader {
  const parsed = new Map<string, { source: string; flow: Promise<Flow> }>();
  return {
    async find(namespace, flowId) {
      const found = await repository.findFlow(namespace, flowId);
      if (!found) throw new FlowRefused(`Unable to find flow '${namespace}'.'${flowId}' with revision '0'`);
      const known = parsed.get(found.file);
      if (known?.source === found.source) return known.flow;
      const flow = parse(found.source, found.file, registry);
      parsed.set(found.file, { source: found.source, flow });
      return flow;
    },
  };
}

async function parse(source: string, file: string, registry: Registry): Promise<Flow> {
  const { flow, violations } = await parseFlow(source, { file, registry });
  if (flow) return flow;
  const errors = violations.filter(({ severity }) => severity === 'error');
  throw new FlowRefused(
    `Cannot execute an invalid flow: ${errors.map(({ line, column, message }) => `${file}:${line}:${column} ${message}`).join(', ')}`,
  );
}
