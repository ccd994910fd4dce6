import { BackendError } from './errors.ts';

const scheme = 'kestra://';

/** Folder of a flow's files in internal storage: `/<ns/as/path>/<slug(flowId)>` (flow-language §6.7). */
export function flowFolder({ namespace, flowId }: { namespace: string; flowId: string }): string {
  return `/${namespace.replaceAll('.', '/')}/${slug(flowId)}`;
}

/** Folder of an execution's files in internal storage: `/<ns/as/path>/<slug(flowId)>/executions/<id>` (flow-language §6.7). */
export function executionFolder(execution: { namespace: string; flowId: string; id: string }): string {
  return `${flowFolder(execution)}/executions/${execution.id}`;
}

/** Folder of the files that one task run stores: `…/executions/<id>/tasks/<slug(taskId)>/<taskRunId>` (flow-language §6.7). */
export function taskRunFolder(taskRun: {
  namespace: string;
  flowId: string;
  executionId: string;
  taskId: string;
  id: string;
}): string {
  const execution = { ...taskRun, id: taskRun.executionId };
  return `${executionFolder(execution)}/tasks/${slug(taskRun.taskId)}/${taskRun.id}`;
}

/**
 * How flow and task ids are written in paths: lower case, without accents; spaces and underscores become dashes, other
 * characters that are neither letters nor digits (the dots of an id) are dropped, runs of dashes are one (flow-language §6.7).
 */
export function slug(id: string): string {
  return id
    .normalize('NFD')
    .replace(/[\s_-]+/g, '-')
    .replace(/[^A-Za-z0-9-]+/g, '')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase();
}

/** The URI of a storage path: `/company/team/my file.csv` → `kestra:///company/team/my%20file.csv`. */
export function storageUri(path: string): string {
  return scheme + path.split('/').map(encodeName).join('/');
}

/**
 * The storage path that a `kestra:///…` URI names; the reverse of `storageUri`. Throws a `BackendError` (`INVALID_PATH`)
 * that quotes the URI when it has another scheme or a host, bad percent-encoding, or would leave its folder.
 */
export function parseStorageUri(uri: string): string {
  if (!uri.startsWith(`${scheme}/`))
    throw invalid(uri, `it must start with ${scheme}/ followed by an absolute path`);
  const names = uri.slice(scheme.length + 1).split('/');
  return `/${names.map((name) => decodeName(uri, name)).join('/')}`;
}

/** Encodes what a URI's path segment must not hold, and nothing else. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/%(3A|40|24|26|2B|2C|3B|3D)/g, decodeURIComponent);
}

function decodeName(uri: string, encoded: string): string {
  if (/[?#]/.test(encoded)) throw invalid(uri, 'write ? as %3F and # as %23');
  const name = decode(uri, encoded);
  const problem = nameProblem(name);
  if (problem) throw invalid(uri, problem);
  return name;
}

function decode(uri: string, encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw invalid(uri, 'write % as %25');
  }
}

/** Why a name cannot be one segment of a storage path; `undefined` when it can. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'its path has an empty name';
  if (name.includes('\0')) return 'its path holds a NUL character';
  if (name.includes('/')) return 'a name of its path holds a slash';
  // Backslashes separate names where Windows opens the file.
  if (name.split('\\').some((part) => part === '..' || part === '.')) {
    return "files are named by their full path, without '.' or '..'";
  }
  return undefined;
}

function invalid(uri: string, reason: string): BackendError {
  return new BackendError('INVALID_PATH', `Invalid storage URI "${uri}": ${reason}`);
}
