import type { EngineListener } from '../../runner/engine/types.ts';

/** Shows an execution while it runs. */
export interface Reporter extends EngineListener {
  /** Makes room for a line on stderr: takes a picture off the screen until the next one. */
  clear(): void;
  /** Stops showing; what is shown last stays. */
  close(): void;
}
