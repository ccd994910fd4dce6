/** A flow that cannot be executed: disabled, or invalid. Nothing was made. */
export class FlowRefused extends Error {
  override name = 'FlowRefused';
}

/** The engine has stopped: it was closed, or cannot write its state any more (disk full, database locked for long). */
export class EngineStopped extends Error {
  override name = 'EngineStopped';
}

/** The state cannot be written for now, and what was asked for was not done: it may be asked for again later. */
export class StateUnwritable extends Error {
  override name = 'StateUnwritable';
  /** `FULL`: the disk. `LOCKED`: another process keeps the database. */
  readonly code: 'FULL' | 'LOCKED';

  constructor(cause: Error & { code: 'FULL' | 'LOCKED' }) {
    super(`The state cannot be written now: ${cause.message}. Nothing was done; try again later.`, { cause });
    this.code = cause.code;
  }
}
