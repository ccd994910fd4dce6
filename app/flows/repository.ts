import type { Flow } from '../../runner/flow/types.ts';
import type { Repository } from '../../runner/repository/types.ts';

/** A repository that stands for another one, which may be replaced when the files changed. */
export function followingRepository(first: Repository): {
  repository: Repository;
  /** `flows`: what is served of it. */
  replace(next: Repository, flows: Iterable<Flow>): void;
} {
  let current = first;
  const commits = new WeakMap<Flow, string>();
  return {
    repository: {
      get root() {
        return current.root;
      },
      get commit() {
        return current.commit;
      },
      commitOf: (flow) => commits.get(flow),
      flowFiles: () => current.flowFiles(),
      readFlow: (file) => current.readFlow(file),
      suiteFiles: () => current.suiteFiles(),
      readSuite: (file) => current.readSuite(file),
      findFlow: (namespace, flowId, revision) => current.findFlow(namespace, flowId, revision),
      stamp: (file) => current.stamp(file),
      namespaceSources: () => current.namespaceSources(),
      listFiles: (namespace) => current.listFiles(namespace),
      readFile: (namespace, path) => current.readFile(namespace, path),
      ...(first.revisions && {
        revisions: (namespace: string, flowId: string) => current.revisions!(namespace, flowId),
      }),
      ...(first.at && { at: (commit: string) => current.at!(commit) }),
      ...(first.fileFacts && {
        fileFacts: (namespace: string, path: string) => current.fileFacts!(namespace, path),
      }),
      ...(first.writeFile && {
        writeFile: (namespace: string, path: string, content: Uint8Array) =>
          current.writeFile!(namespace, path, content),
      }),
      ...(first.deleteFile && {
        deleteFile: (namespace: string, path: string) => current.deleteFile!(namespace, path),
      }),
    },
    replace(next, flows) {
      current = next;
      // Those that are served no more keep theirs.
      if (next.commit !== undefined) for (const flow of flows) commits.set(flow, next.commit);
    },
  };
}
