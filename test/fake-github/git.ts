import { execFile, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Who Git says made a commit, and nothing of this machine's own configuration. */
const environment = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Fake',
  GIT_AUTHOR_EMAIL: 'fake@example.com',
  GIT_COMMITTER_NAME: 'Fake',
  GIT_COMMITTER_EMAIL: 'fake@example.com',
};

/** Content of files by path; `null` deletes. */
export type Files = Readonly<Record<string, string | Uint8Array | { symlink: string } | null>>;

export interface TreeEntry {
  path: string;
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  size?: number;
}

/** The plumbing of one bare repository. */
export interface BareGit {
  readonly folder: string;
  git(args: readonly string[], input?: string | Uint8Array): Promise<Buffer>;
  text(args: readonly string[], input?: string): Promise<string>;
  ref(name: string): Promise<string | undefined>;
  setRef(name: string, sha: string | undefined): Promise<void>;
  /** Heads by branch. */
  branches(): Promise<Map<string, string>>;
  has(sha: string, type?: string): Promise<boolean>;
  blob(content: string | Uint8Array): Promise<string>;
  /** A tree with changes over another one; gives its id. */
  tree(base: string | undefined, files: Files): Promise<string>;
  commit(
    tree: string,
    parents: readonly string[],
    message: string,
    author?: { name: string; date?: string },
  ): Promise<string>;
  entries(tree: string, recursive: boolean): Promise<TreeEntry[]>;
  mergeBase(a: string, b: string): Promise<string | undefined>;
  /** Files that differ between two commits or trees. */
  diff(a: string, b: string): Promise<{ status: string; path: string; previous?: string }[]>;
  /** The tree of a merge of two commits; `undefined` where they conflict. */
  mergeTree(a: string, b: string): Promise<string | undefined>;
}

/** Makes a bare repository in a folder. */
export async function bareGit(folder: string): Promise<BareGit> {
  await mkdir(folder, { recursive: true });
  await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder], { env: environment });
  const git: BareGit['git'] = (args, input) => plumb(folder, args, input);
  const text: BareGit['text'] = async (args, input) => (await git(args, input)).toString().trimEnd();
  for (const [key, value] of [
    ['http.receivepack', 'true'],
    ['uploadpack.allowAnySHA1InWant', 'true'],
    ['uploadpack.allowFilter', 'true'],
    ['gc.auto', '0'],
  ])
    await git(['config', key!, value!]);
  const maybe = (args: readonly string[]) => text(args).catch(() => undefined);

  return {
    folder,
    git,
    text,
    ref: (name) => maybe(['rev-parse', '--verify', '--quiet', `${name}^{commit}`]),
    async setRef(name, sha) {
      await git(sha === undefined ? ['update-ref', '-d', name] : ['update-ref', name, sha]);
    },
    async branches() {
      const lines = await text(['for-each-ref', '--format=%(objectname) %(refname:strip=2)', 'refs/heads']);
      return new Map(
        lines
          .split('\n')
          .filter(Boolean)
          .map((line) => [line.slice(41), line.slice(0, 40)]),
      );
    },
    async has(sha, type) {
      const found = await maybe(['cat-file', '-t', sha]);
      return found !== undefined && (type === undefined || found === type);
    },
    blob: async (content) => (await git(['hash-object', '-w', '--stdin'], content)).toString().trim(),
    async tree(base, files) {
      // An index of its own, so that changes at once do not meet.
      const index = `${folder}/index-${process.pid}-${indexes++}`;
      const withIndex = (args: readonly string[], input?: string | Uint8Array) =>
        plumb(folder, args, input, { GIT_INDEX_FILE: index });
      if (base !== undefined) await withIndex(['read-tree', base]);
      const lines: string[] = [];
      const contents = await blobsOf(git, files);
      for (const [path, change] of Object.entries(files)) {
        if (change === null) lines.push(`0 ${'0'.repeat(40)}\t${path}`);
        else lines.push(`${isLink(change) ? '120000' : '100644'} ${contents.get(path)}\t${path}`);
      }
      await withIndex(['update-index', '--add', '--index-info'], `${lines.join('\n')}\n`);
      const tree = (await withIndex(['write-tree'])).toString().trim();
      await run('rm', ['-f', index]);
      return tree;
    },
    async commit(tree, parents, message, author) {
      const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])];
      const by = author && {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: `${author.name}@users.example.com`,
        ...(author.date && { GIT_AUTHOR_DATE: author.date, GIT_COMMITTER_DATE: author.date }),
      };
      return (await plumb(folder, args, message, by)).toString().trim();
    },
    async entries(tree, recursive) {
      const args = ['ls-tree', '-z', '--long', ...(recursive ? ['-r', '-t'] : []), tree];
      const output = (await git(args)).toString();
      return output.split('\0').filter(Boolean).map(entryOf);
    },
    mergeBase: (a, b) => maybe(['merge-base', a, b]),
    async diff(a, b) {
      const output = (await git(['diff-tree', '-r', '-z', '-M', '--name-status', a, b])).toString();
      const parts = output.split('\0');
      const found: { status: string; path: string; previous?: string }[] = [];
      for (let at = 0; at + 1 < parts.length; ) {
        const status = parts[at++]!;
        const path = parts[at++]!;
        if (status.startsWith('R')) found.push({ status: 'R', previous: path, path: parts[at++]! });
        else found.push({ status: status[0]!, path });
      }
      return found;
    },
    mergeTree: (a, b) => maybe(['merge-tree', '--write-tree', a, b]),
  };
}

let indexes = 0;

/** Ids of the blobs of files, made in one call. */
async function blobsOf(git: BareGit['git'], files: Files): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const entries = Object.entries(files).filter(([, content]) => content !== null);
  for (let at = 0; at < entries.length; at += 64)
    await Promise.all(
      entries.slice(at, at + 64).map(async ([path, content]) => {
        const bytes = isLink(content) ? content.symlink : (content as string | Uint8Array);
        ids.set(path, (await git(['hash-object', '-w', '--stdin'], bytes)).toString().trim());
      }),
    );
  return ids;
}

function isLink(content: Files[string] | undefined): content is { symlink: string } {
  return typeof content === 'object' && content !== null && 'symlink' in content;
}

function entryOf(line: string): TreeEntry {
  const [facts, path] = line.split('\t');
  const [mode, type, sha, size] = facts!.split(/ +/);
  return {
    path: path!,
    mode: mode!,
    type: type as TreeEntry['type'],
    sha: sha!,
    ...(size !== '-' && { size: Number(size) }),
  };
}

function plumb(
  folder: string,
  args: readonly string[],
  input?: string | Uint8Array,
  extra: Record<string, string> = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['--git-dir', folder, ...args], { env: { ...environment, ...extra } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve(Buffer.concat(out))
        : reject(new Error(`git ${args[0]}: ${Buffer.concat(err).toString().trim() || `exit code ${code}`}`)),
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}
