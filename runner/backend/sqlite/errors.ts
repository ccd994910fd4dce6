import { BackendError } from '../errors.ts';

// Primary result codes of SQLite.
const busy = 5;
const corrupt = 11;
const full = 13;
const notDatabase = 26;

/** Whether another connection holds the lock: worth another try. */
export function isLocked(error: unknown): boolean {
  return resultCode(error) === busy;
}

/** Any error of a statement as a `BackendError`; `name` is the database's file. */
export function sqliteError(name: string, error: unknown): BackendError {
  if (error instanceof BackendError) return error;
  if (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE') {
    return new BackendError('CLOSED', `${name} is closed`, error);
  }
  const reason = error instanceof Error ? error.message : String(error);
  switch (resultCode(error)) {
    case busy:
      return new BackendError('LOCKED', `Another process keeps ${name} locked; nothing was written`, error);
    case full:
      return new BackendError('FULL', `The disk is full: nothing was written to ${name}`, error);
    case corrupt:
      return new BackendError(
        'FAILED',
        `${name} is damaged: ${reason}; move it away, restore a copy or choose another TUTTI_HOME`,
        error,
      );
    case notDatabase:
      return new BackendError(
        'FAILED',
        `${name} is no Tutti database; move it away or choose another TUTTI_HOME`,
        error,
      );
    default:
      return new BackendError('FAILED', `${name}: ${reason}`, error);
  }
}

function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  // Extended codes keep the primary one in their low byte.
  return error.errcode & 0xff;
}
