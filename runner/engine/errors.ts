/** A flow that cannot be executed: disabled, or invalid. Nothing was made. */
export class FlowRefused extends Error {
  override name = 'FlowRefused';
}

/** The engine has stopped: it was closed, or cannot write its state any more (disk full, database locked for long). */
export class EngineStopped extends Error {
  override name = 'EngineStopped';
}
