/** Where flows and namespace files come from: a working directory, or a Git tree (architecture, decision 7). */

/** A flow file, before it is parsed. */
export interface FlowSource {
  /** Path relative to the repository's root, with slashes. */
  file: string;
  source: string;
}

export interface Repository {
  /** Absolute path of its root, or a description of the ref. */
  readonly root: string;
  /** Every flow file: YAML under a `flows/` or `_flows/` folder, sorted. */
  flowFiles(): Promise<string[]>;
  readFlow(file: string): Promise<FlowSource>;
  /** The file that declares this flow. */
  findFlow(namespace: string, flowId: string): Promise<FlowSource | undefined>;
  /** Namespace files, paths without a leading slash, sorted. */
  listFiles(namespace: string): Promise<string[]>;
  /** Rejects with `code: 'ENOENT'` when absent. */
  readFile(namespace: string, path: string): Promise<Uint8Array>;
  /**
   * Writes a namespace file. Absent, like `deleteFile`, where the files are those of a commit, which nothing changes.
   * Rejects when the path is no path of a namespace file.
   */
  writeFile?(namespace: string, path: string, content: Uint8Array): Promise<void>;
  /** Deletes a namespace file, and the folders that are empty then; whether there was such a file. */
  deleteFile?(namespace: string, path: string): Promise<boolean>;
  /** Commit that is read, where there is one. */
  readonly commit?: string;
}
