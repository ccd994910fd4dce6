import { flowIdentity } from '../../../runner/repository/index.ts';
import { roleOf } from '../../../runner/repository/layout.ts';
import type { FlowSource, Repository } from '../../../runner/repository/types.ts';
import type { ProposedFile } from '../types.ts';

/**
 * A repository as it would be with some files written, without writing them: what a proposal is validated and tested in. Its
 * flows are of no commit.
 */
export function withFiles(
  repository: Repository,
  files: readonly Pick<ProposedFile, 'path' | 'after'>[],
): Repository {
  const flows = filesOf(files, 'flow');
  const suites = filesOf(files, 'suite');
  const { commit: _, at: __, commitOf: ___, ...read } = repository;
  return {
    ...read,
    flowFiles: async () => merged(await repository.flowFiles(), flows),
    readFlow: async (file) => flows.get(file) ?? repository.readFlow(file),
    suiteFiles: async () => merged(await repository.suiteFiles(), suites),
    readSuite: async (file) => suites.get(file) ?? repository.readSuite(file),
    async findFlow(namespace, flowId, revision) {
      for (const flow of flows.values()) {
        const identity = await flowIdentity(flow.source);
        if (identity?.namespace === namespace && identity.id === flowId) return flow;
      }
      const found = await repository.findFlow(namespace, flowId, revision);
      // The file declares another flow now.
      return found && flows.has(found.file) ? undefined : found;
    },
    stamp: async (file) => flows.get(file)?.source ?? repository.stamp(file),
  };
}

function filesOf(
  files: readonly Pick<ProposedFile, 'path' | 'after'>[],
  kind: 'flow' | 'suite',
): ReadonlyMap<string, FlowSource> {
  const own = files.filter(({ path }) => roleOf(path)?.kind === kind);
  return new Map(own.map(({ path, after }) => [path, { file: path, source: after }]));
}

function merged(files: readonly string[], written: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...files, ...written.keys()])].sort();
}
