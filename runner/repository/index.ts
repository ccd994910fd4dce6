/**
 * Where flows and namespace files come from (architecture, decision 7).
 *
 * - `openWorkingDirectory` reads a folder as it is on disk, a Git repository or not.
 * - `openGitRepository` reads the trees of a Git repository at commits; `gitTree` just one.
 * - `flowIdentity` says which flow a document declares, without parsing it.
 * - `namespaceReader` reads what the flows of namespaces share, `parseFlowIn` a flow with it.
 */

export { GitError } from './git/command.ts';
export { type GitRepository, gitTree, openGitRepository } from './git/repository.ts';
export type { GitTree } from './git/tree.ts';
export type { FlowIdentity } from './identity.ts';
export { flowIdentity } from './identity.ts';
export { type Namespaces, namespaceReader, parseFlowIn } from './namespaces.ts';
export type { FlowRevision, FlowSource, NamespaceSource, Repository } from './types.ts';
export { openWorkingDirectory } from './workingDirectory.ts';
