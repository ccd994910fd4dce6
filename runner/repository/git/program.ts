import { openBatch } from './batch.ts';
import { ended, git, killGroup, startGit } from './command.ts';
import { checkedRef } from './refName.ts';
import type { CommitChanges, FileChange, GitObjects, TreeEntry } from './types.ts';

/** Milliseconds for the whole history of a repository, which is read once. */
const historyTimeout = 600_000;

/** Reads a repository by the `git` program: blobs through one process that stays, so memory does not grow with the repository. */
export function gitProgram(gitFolder: string): GitObjects {
  const options = { gitFolder };
  const batch = openBatch(options);
  return {
    by: 'program',
    async resolve(ref) {
      const name = `${checkedRef(ref)}^{commit}`;
      const found = await git(options, ['rev-parse', '--verify', '--quiet', '--end-of-options', name]).catch(
        (error: Error) => {
          // It says nothing where there is only no such ref.
          if (error.message === 'git ended with exit code 1') return undefined;
          throw error;
        },
      );
      // `--quiet` has older versions print `--end-of-options` too.
      return found?.toString().trim().split('\n').at(-1);
    },
    tree: async (commit) =>
      entriesOf(await git(options, ['ls-tree', '-r', '-z', '--full-tree', checkedRef(commit)])),
    blob: (oid) => batch.read(oid),
    history: (commit, known) => historyOf(gitFolder, commit, known),
    close: () => batch.close(),
  };
}

/** `100644 blob <oid>\t<path>` with a zero byte at the end. */
function entriesOf(listing: Buffer): TreeEntry[] {
  return listing
    .toString()
    .split('\0')
    .filter(Boolean)
    .map((line): TreeEntry => {
      const tab = line.indexOf('\t');
      const [mode = '', , oid = ''] = line.slice(0, tab).split(' ');
      return { path: line.slice(tab + 1), kind: kindOf(mode), oid };
    });
}

/** What an entry is by its mode, as Git writes it. */
export function kindOf(mode: string): TreeEntry['kind'] {
  return mode.startsWith('12') ? 'link' : mode.startsWith('16') ? 'submodule' : 'file';
}

async function* historyOf(
  gitFolder: string,
  commit: string,
  known: (commit: string) => boolean,
): AsyncGenerator<CommitChanges> {
  const child = startGit({ gitFolder }, [
    ...['log', '--first-parent', '-m', '--no-show-signature', '--no-color', '--no-notes'],
    // Only content that moved unchanged counts as moved, which costs nothing.
    ...['--raw', '-z', '--no-abbrev', '-M100%', '--no-ext-diff', '--no-textconv', '--format=%H %P'],
    ...['--end-of-options', checkedRef(commit), '--'],
  ]);
  child.stdin.end();
  const end = ended(child, historyTimeout);
  end.catch(() => undefined);
  let current: CommitChanges | undefined;
  try {
    const fields = fieldsOf(child.stdout);
    for await (const field of fields) {
      // The first change of a commit begins with a line's end.
      const text = field.replace(/^\n/, '');
      if (!text.startsWith(':')) {
        const [id = '', parent] = text.split(' ');
        if (id === '') continue;
        if (current) yield current;
        current = undefined;
        if (known(id)) return;
        current = { commit: id, ...(parent && { parent }), changes: [] };
        continue;
      }
      const change = await changeOf(text, async () => (await fields.next()).value as string);
      if (change) current?.changes.push(change);
    }
    await end;
    if (current) yield current;
  } finally {
    killGroup(child);
  }
}

/** `:100644 100644 <old> <new> M`, followed by the path; by two where it moved. */
async function changeOf(text: string, nextField: () => Promise<string>): Promise<FileChange | undefined> {
  const [, , old, oid, status = ''] = text.split(' ');
  const path = await nextField();
  if (status.startsWith('R')) return { path: await nextField(), oid: oid!, from: path };
  if (status === 'D') return { path };
  // Only its mode changed.
  return old === oid ? undefined : { path, oid: oid! };
}

/** The parts between zero bytes. */
async function* fieldsOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\0');
    rest = parts.pop()!;
    yield* parts;
  }
  if (rest !== '') yield rest;
  return undefined;
}
