import { BackendError } from './errors.ts';

/** A file system's error about a storage path, as a `BackendError` that names the path as users know it. */
export function fileError(path: string, error: unknown): BackendError {
  if (error instanceof BackendError) return error;
  const code = codeOf(error);
  if (code === 'ENOENT')
    return new BackendError('ENOENT', `The file "${path}" does not exist in internal storage`, error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new BackendError('FULL', `The disk is full: the file "${path}" was not written`, error);
  }
  if (code === 'ENAMETOOLONG') {
    return new BackendError(
      'INVALID_PATH',
      `The path "${path}" is longer than the file system allows`,
      error,
    );
  }
  if (code === 'EISDIR' || code === 'ENOTDIR' || code === 'EEXIST' || code === 'ENOTEMPTY') {
    return new BackendError('INVALID_PATH', `A folder and a file cannot both be named "${path}"`, error);
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new BackendError(
    'FAILED',
    `The file "${path}" of internal storage is not accessible: ${reason}`,
    error,
  );
}

/** Whether an error says that there is no such file. */
export function isAbsent(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
