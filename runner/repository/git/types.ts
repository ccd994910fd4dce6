/** The objects of a Git repository, as Tutti reads them (architecture, decision 7). */

/** An entry of a tree that is no tree itself. */
export interface TreeEntry {
  /** From the root, with slashes. */
  path: string;
  /** `link`: a symbolic link; `submodule`: a commit of another repository. */
  kind: 'file' | 'link' | 'submodule';
  /** Of the blob; of the commit for a submodule. */
  oid: string;
}

/** What a commit changed against its first parent, of the files whose content changed or whose path did. */
export interface CommitChanges {
  commit: string;
  /** Absent for the first one. */
  parent?: string;
  changes: FileChange[];
}

/** A file that a commit changed. */
export interface FileChange {
  path: string;
  /** Of the blob; absent where the file was deleted. */
  oid?: string;
  /** Where the same content was before, under a path that is gone. */
  from?: string;
}

/** Reads one repository. Methods reject with a sentence for people. */
export interface GitObjects {
  /** What reads it. */
  readonly by: 'program' | 'library';
  /** The commit that a branch, tag or SHA names, or `undefined` where there is none. */
  resolve(ref: string): Promise<string | undefined>;
  /** Everything below the root at a commit, unsorted. */
  tree(commit: string): Promise<TreeEntry[]>;
  blob(oid: string): Promise<Uint8Array>;
  /**
   * The commits from `commit` back along first parents, newest first, until one that `known` says it has; that one is not
   * given any more.
   */
  history(commit: string, known: (commit: string) => boolean): AsyncIterable<CommitChanges>;
  /** Lets go of processes and memory. */
  close(): void;
}
