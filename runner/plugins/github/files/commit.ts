import { type Client, GitHubError } from '../client.ts';
import { encodePath } from '../connection.ts';

interface FileChange {
  /** Branch that `branch` is made from. */
  base: string;
  branch: string;
  message: string;
  /** Content by path. */
  files: ReadonlyMap<string, string | Uint8Array>;
  deleted: readonly string[];
  /** Written into the commit, by which another try of the same task run knows it. */
  taskRunId: string;
}

interface TreeEntry {
  path: string;
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string | null;
}

interface Tree {
  sha: string;
  tree: TreeEntry[];
  truncated: boolean;
}

/** How often it begins again because somebody else moved the branch. */
const mostTries = 3;
/** Commits that are looked through for one of an earlier try. */
const lookedThrough = 20;

/**
 * Commits files on top of a branch through the API of Git objects, in one commit (github §3.7); gives its SHA, or nothing where
 * the branch has all that already.
 *
 * @throws Error where a path is no file, or the base does not exist
 */
export async function commitFiles(
  api: Client,
  path: string,
  change: FileChange,
): Promise<string | undefined> {
  const { base, branch, message, taskRunId } = change;
  const trailer = `Tutti-Task-Run: ${taskRunId}`;
  for (let tries = 1; ; tries++) {
    const own = await headOf(api, path, branch);
    const made = own && (await commitWith(api, path, own, trailer));
    if (made) return made;
    const parent = own ?? (await headOf(api, path, base));
    if (parent === undefined)
      throw new Error(`There is no branch \`${base}\` in ${path.slice('/repos/'.length)} to begin with`);
    const before = await api.get<Tree>(`${path}/git/trees/${parent}`, { recursive: 1 });
    const entries = await entriesOf(api, path, change, before);
    if (entries.length === 0) return undefined;
    const tree = await api.send<Tree>('POST', `${path}/git/trees`, { base_tree: before.sha, tree: entries });
    if (tree.sha === before.sha) return undefined;
    const { sha } = await api.send<{ sha: string }>('POST', `${path}/git/commits`, {
      message: `${message.trimEnd()}\n\n${trailer}\n`,
      tree: tree.sha,
      parents: [parent],
    });
    try {
      if (own) await api.send('PATCH', `${path}/git/refs/heads/${encodePath(branch)}`, { sha, force: false });
      else await api.send('POST', `${path}/git/refs`, { ref: `refs/heads/${branch}`, sha });
      return sha;
    } catch (error) {
      // Somebody was faster: what is there now is looked at again.
      const wasMoved = error instanceof GitHubError && (error.status === 422 || error.status === 409);
      if (!wasMoved || tries >= mostTries) throw error;
    }
  }
}

/** SHA of a branch. */
async function headOf(api: Client, path: string, branch: string): Promise<string | undefined> {
  const found = await api.find<{ object: { sha: string } }>(`${path}/git/ref/heads/${encodePath(branch)}`);
  return found?.object.sha;
}

/** The commit of an earlier try, if it is among the last ones of a branch. */
async function commitWith(
  api: Client,
  path: string,
  head: string,
  trailer: string,
): Promise<string | undefined> {
  const commits = await api.get<{ sha: string; commit: { message: string } }[]>(`${path}/commits`, {
    sha: head,
    per_page: lookedThrough,
  });
  return commits.find(({ commit }) => commit.message.split('\n').includes(trailer))?.sha;
}

/** What changes in the tree. An executable file stays one. */
async function entriesOf(
  api: Client,
  path: string,
  { files, deleted }: FileChange,
  { tree, truncated }: Tree,
): Promise<object[]> {
  const there = new Map(tree.map((entry) => [entry.path, entry]));
  const modeOf = (file: string) => {
    const { type, mode } = there.get(file) ?? { type: 'blob', mode: '100644' };
    if (type !== 'blob' || mode === '120000')
      throw new Error(`\`${file}\` is a folder, symbolic link or submodule: expected the path of a file`);
    return mode;
  };
  const entries: object[] = [];
  for (const [file, content] of files) {
    const entry = { path: file, mode: modeOf(file), type: 'blob' };
    if (typeof content === 'string') entries.push({ ...entry, content });
    else {
      const encoded = { content: Buffer.from(content).toString('base64'), encoding: 'base64' };
      const { sha } = await api.send<{ sha: string }>('POST', `${path}/git/blobs`, encoded);
      entries.push({ ...entry, sha });
    }
  }
  for (const file of deleted)
    if (truncated || there.has(file))
      entries.push({ path: file, mode: modeOf(file), type: 'blob', sha: null });
  return entries;
}
