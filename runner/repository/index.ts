/**
 * Where flows and namespace files come from (architecture, decision 7).
 *
 * - `openWorkingDirectory` reads a folder as it is on disk, a Git repository or not.
 * - `flowIdentity` says which flow a document declares, without parsing it.
 */
export type { FlowIdentity } from './identity.ts';
export { flowIdentity } from './identity.ts';
export type { FlowSource, Repository } from './types.ts';
export { openWorkingDirectory } from './workingDirectory.ts';
