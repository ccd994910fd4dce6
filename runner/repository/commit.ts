import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The commit that is checked out where `folder` lies, read from the files of `.git` without starting Git; `undefined`
 * outside a Git repository, before the first commit, and in storage formats other than loose and packed refs.
 */
export function currentCommit(folder: string): string | undefined {
  const git = gitFolder(folder);
  if (git === undefined) return undefined;
  const head = readText(join(git, 'HEAD'))?.trim();
  if (head === undefined) return undefined;
  return head.startsWith('ref: ') ? readRef(git, head.slice(5)) : commitId(head);
}

/** The repository's `.git` folder: beside `folder` or above it; a file there (worktree, submodule) names the folder. */
export function gitFolder(folder: string): string | undefined {
  const path = join(folder, '.git');
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind?.isDirectory()) return path;
  if (kind?.isFile()) {
    const target = /^gitdir: (.+)$/m.exec(readText(path) ?? '')?.[1];
    return target === undefined ? undefined : resolve(folder, target);
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : gitFolder(parent);
}

/** Where the objects and refs are: a worktree keeps its own HEAD, and shares what `commondir` leads to. */
export function sharedFolder(git: string): string {
  const common = readText(join(git, 'commondir'))?.trim();
  return common === undefined ? git : resolve(git, common);
}

function readRef(git: string, ref: string): string | undefined {
  const shared = sharedFolder(git);
  const loose = readText(join(git, ref)) ?? readText(join(shared, ref));
  if (loose !== undefined) return commitId(loose.trim());
  const packed = readText(join(shared, 'packed-refs'))
    ?.split('\n')
    .find((line) => line.endsWith(` ${ref}`));
  return packed === undefined ? undefined : commitId(packed.split(' ')[0]!);
}

function commitId(text: string): string | undefined {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
