import { finderOver } from '../files.ts';
import { flowIdentity } from '../identity.ts';
import { isAmongFlows, roleOf } from '../layout.ts';
import type { FlowRevision, FlowSource, Repository } from '../types.ts';
import type { GitObjects, TreeEntry } from './types.ts';
import type { Version, Versions } from './versions.ts';

/** The tree at a commit. Nothing of it ever changes. */
export interface GitTree extends Repository {
  readonly commit: string;
  /** Everything in it, by path: two trees are compared by the ids of their blobs (github §3.5). */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** Any file of it. Rejects with `code: 'ENOENT'` where it has no such file. */
  read(path: string): Promise<Uint8Array>;
}

interface TreeParts {
  git: GitObjects;
  /** What messages call the repository. */
  name: string;
  commit: string;
  versions: Versions;
  at(commit: string): Promise<Repository>;
}

/**
 * The flows and namespace files of a repository at a commit (architecture, decision 7), in the places where a working directory
 * has them. Symbolic links are not followed: among flows and unit tests they and submodules are files that cannot be read,
 * among namespace files they are none.
 */
export async function readGitTree({ git, name, commit, versions, at }: TreeParts): Promise<GitTree> {
  const all = await git.tree(commit);
  const entries = new Map(all.map((entry) => [entry.path, entry]));
  const { flows, suites, refused, files, folders, namespaces } = sorted(all);
  const root = `${name}@${commit.slice(0, 12)}`;
  const text = async (oid: string) => new TextDecoder().decode(await git.blob(oid));

  const versionOf = async (file: string): Promise<Version | undefined> =>
    (await versions.at(commit)).get(file);
  const readFlow = async (file: string): Promise<FlowSource> => {
    const kind = refused.get(file);
    if (kind) throw new Error(refusal(file, kind));
    const oid = flows.get(file);
    if (oid === undefined) throw absent(`There is no flow file ${file} in ${root}`);
    const [source, version] = await Promise.all([text(oid), versionOf(file)]);
    return { file, source, revision: version?.revision ?? 1 };
  };
  const { findFlow, listFiles, locate } = finderOver({
    structure: async () => ({
      flows: [...flows.keys()],
      suites: [...suites.keys()],
      fileFolders: [...folders.keys()],
      namespaces: [...namespaces.keys()],
    }),
    list: async (folder) => filesBelow(folders, folder),
    isFile: async (path) => files.has(path),
    // Which flow it is does not need its history.
    readFlow: async (file) => ({ file, source: await text(flows.get(file)!) }),
  });

  /** The versions of a flow's file that declared this flow, the first one first. */
  const revisions = async (namespace: string, flowId: string): Promise<FlowRevision[]> => {
    const found = await findFlow(namespace, flowId);
    const all: FlowRevision[] = [];
    for (let version = found && (await versionOf(found.file)); version; version = version.previous)
      all.unshift({
        file: found!.file,
        source: await text(version.oid),
        revision: version.revision,
        commit: version.commit,
      });
    const identities = await Promise.all(all.map(({ source }) => flowIdentity(source)));
    return all.filter(
      (_, index) => identities[index]?.namespace === namespace && identities[index].id === flowId,
    );
  };

  return {
    root,
    commit,
    flowFiles: async () => [...flows.keys(), ...refused.keys()].sort(),
    readFlow,
    suiteFiles: async () => [...suites.keys()],
    async readSuite(file) {
      const entry = suites.get(file);
      if (!entry) throw absent(`There is no unit test ${file} in ${root}`);
      if (entry.kind !== 'file') throw new Error(refusal(file, entry.kind));
      return { file, source: await text(entry.oid) };
    },
    async stamp(file) {
      return refused.get(file) ?? `${flows.get(file)}:${(await versionOf(file))?.revision}`;
    },
    async findFlow(namespace, flowId, revision) {
      const found = await findFlow(namespace, flowId);
      const current = found && (await readFlow(found.file));
      if (revision === undefined || current?.revision === revision) return current;
      return (await revisions(namespace, flowId)).find((one) => one.revision === revision);
    },
    revisions,
    namespaceSources: () =>
      Promise.all(
        [...namespaces].map(async ([file, { kind, oid }]) =>
          kind === 'file'
            ? { file, source: await text(oid) }
            : { file, source: '', problem: refusal(file, kind) },
        ),
      ),
    listFiles,
    async readFile(namespace, path) {
      const file = await locate(namespace, path);
      if (file === undefined) throw absent(`No file ${path} in the namespace ${namespace} of ${root}`);
      return git.blob(files.get(file)!);
    },
    at,
    entries,
    async read(path) {
      const entry = entries.get(path);
      if (entry?.kind !== 'file') throw absent(`There is no file ${path} in ${root}`);
      return git.blob(entry.oid);
    },
  };
}

/** What a tree holds that matters: oids by path, and the namespace files of each folder. */
interface Sorted {
  flows: Map<string, string>;
  suites: Map<string, TreeEntry>;
  refused: Map<string, 'link' | 'submodule'>;
  files: Map<string, string>;
  folders: Map<string, string[]>;
  namespaces: Map<string, TreeEntry>;
}

function sorted(entries: readonly TreeEntry[]): Sorted {
  const result: Sorted = {
    flows: new Map(),
    suites: new Map(),
    refused: new Map(),
    files: new Map(),
    folders: new Map(),
    namespaces: new Map(),
  };
  // The order of `sort()`, as in a working directory.
  for (const entry of [...entries].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const { path, kind, oid } = entry;
    const role = roleOf(path);
    if (role?.kind === 'namespace') result.namespaces.set(path, entry);
    if (role?.kind === 'suite') result.suites.set(path, entry);
    if (kind !== 'file') {
      if (isAmongFlows(path)) result.refused.set(path, kind);
      continue;
    }
    if (role?.kind === 'flow') result.flows.set(path, oid);
    if (role?.kind !== 'file') continue;
    result.files.set(path, oid);
    const folder = result.folders.get(role.folder);
    if (folder) folder.push(path);
    else result.folders.set(role.folder, [path]);
  }
  return result;
}

/** `below` is a folder of namespace files, or one in it. */
function filesBelow(folders: ReadonlyMap<string, readonly string[]>, below: string): string[] {
  const own = folders.get(below);
  if (own) return [...own];
  const around = folders.get(below.slice(0, below.lastIndexOf('/'))) ?? [];
  return around.filter((file) => file.startsWith(`${below}/`));
}

function refusal(file: string, kind: 'link' | 'submodule'): string {
  return kind === 'link'
    ? `${file} is a symbolic link, which is not followed in a commit: commit the file itself in its place`
    : `${file} is a submodule, whose files are not read: commit its files in its place`;
}

function absent(message: string): Error {
  return Object.assign(new Error(message), { code: 'ENOENT' });
}
