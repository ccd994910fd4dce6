/**
 * Why the backend refused. `LOCKED`: another process kept the database. `FULL`: no space is left. `NEWER`: the state was
 * written by a newer version. `CLOSED`: used after `close`. `ENOENT`: no such file in internal storage. `INVALID_PATH`:
 * a storage path or URI that may not be used. `CONFLICT`: another process changed a trigger meanwhile. `FAILED`: anything else; see `cause`.
 */
export type BackendErrorCode =
  | 'LOCKED'
  | 'FULL'
  | 'NEWER'
  | 'CLOSED'
  | 'ENOENT'
  | 'INVALID_PATH'
  | 'CONFLICT'
  | 'FAILED';

/** An error of the backend, with a message for people (architecture, decision 10). */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly code: BackendErrorCode;

  constructor(code: BackendErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
