import type { Repository } from '../../runner/repository/types.ts';

/** A repository that stands for another one, which may be replaced when the files changed. */
export function followingRepository(first: Repository): {
  repository: Repository;
  replace(next: Repository): void;
} {
  let current = first;
  return {
    repository: {
      root: first.root,
      get commit() {
        return current.commit;
      },
      flowFiles: () => current.flowFiles(),
      readFlow: (file) => current.readFlow(file),
      findFlow: (namespace, flowId) => current.findFlow(namespace, flowId),
      listFiles: (namespace) => current.listFiles(namespace),
      readFile: (namespace, path) => current.readFile(namespace, path),
      ...(first.writeFile && {
        writeFile: (namespace: string, path: string, content: Uint8Array) =>
          current.writeFile!(namespace, path, content),
      }),
      ...(first.deleteFile && {
        deleteFile: (namespace: string, path: string) => current.deleteFile!(namespace, path),
      }),
    },
    replace(next) {
      current = next;
    },
  };
}
