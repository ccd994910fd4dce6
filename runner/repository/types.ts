/** Where flows, unit tests and namespace files come from: a working directory, or a Git tree (architecture, decision 7). */

import type { Flow } from '../flow/types.ts';

/** A flow file, before it is parsed. */
export interface FlowSource {
  /** Path relative to the repository's root, with slashes. */
  file: string;
  source: string;
  /** Number of the flow's revision, where the repository knows its history; otherwise it is 1. */
  revision?: number;
}

/** A file named `namespace.yaml`, before it is parsed. */
export interface NamespaceSource {
  /** Path relative to the repository's root, with slashes. */
  file: string;
  source: string;
  /** Why it cannot be read; a sentence. */
  problem?: string;
}

/** A flow file as a commit made it. */
export interface FlowRevision extends FlowSource {
  revision: number;
  /** The commit that made this revision. */
  commit: string;
}

/** What a file system knows of a file. */
export interface FileFacts {
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970. */
  created: number;
  modified: number;
}

export interface Repository {
  /** Absolute path of its root, or a description of the ref. */
  readonly root: string;
  /** Every flow file: YAML under a `flows/` or `_flows/` folder, sorted. */
  flowFiles(): Promise<string[]>;
  readFlow(file: string): Promise<FlowSource>;
  /** Every YAML file under a `tests/` or `_tests/` folder, sorted; those that hold no unit tests are among them. */
  suiteFiles(): Promise<string[]>;
  /** Any of `suiteFiles`. */
  readSuite(file: string): Promise<{ file: string; source: string }>;
  /** The file that declares this flow; as it was in a revision, where the history is known and one is named. */
  findFlow(namespace: string, flowId: string, revision?: number): Promise<FlowSource | undefined>;
  /** The revisions of a flow up to `commit`, the first one first. Absent where no history is known. */
  revisions?(namespace: string, flowId: string): Promise<FlowRevision[]>;
  /** Changes whenever what `readFlow` gives for this file does; `undefined` where the file is gone. */
  stamp(file: string): Promise<string | undefined>;
  /** Every `namespace.yaml` outside folders of flows and files, sorted (surfaces §10.5). */
  namespaceSources(): Promise<NamespaceSource[]>;
  /** Namespace files, paths without a leading slash, sorted. */
  listFiles(namespace: string): Promise<string[]>;
  /** Rejects with `code: 'ENOENT'` when absent. */
  readFile(namespace: string, path: string): Promise<Uint8Array>;
  /** What is known of a namespace file without reading it. Absent in a tree. Rejects with `code: 'ENOENT'` when absent. */
  fileFacts?(namespace: string, path: string): Promise<FileFacts>;
  /**
   * Writes a namespace file. Absent, like `deleteFile`, where the files are those of a commit, which nothing changes.
   * Rejects when the path is no path of a namespace file.
   */
  writeFile?(namespace: string, path: string, content: Uint8Array): Promise<void>;
  /** Deletes a namespace file, and the folders that are empty then; whether there was such a file. */
  deleteFile?(namespace: string, path: string): Promise<boolean>;
  /** Commit that is read, where there is one. */
  readonly commit?: string;
  /**
   * The last commit at which a flow was served as it is: while the repository moves on, a trigger may still start what was
   * there before. `undefined` for flows that it does not know.
   */
  commitOf?(flow: Flow): string | undefined;
  /**
   * The same repository at another commit. Absent where files are read as they are on disk. Rejects where there is no such
   * commit.
   */
  at?(commit: string): Promise<Repository>;
}
