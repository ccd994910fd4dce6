import type { StateName } from '../execution/types.ts';

/** One run of a flow with its outside effects stubbed (github §9, “pull request preview”). */
export interface PreviewRun {
  state: StateName;
  /** Milliseconds. */
  duration: number;
  /** In the order in which they started. */
  tasks: PreviewTask[];
  outputs?: Record<string, unknown>;
  /** Why it could not be run, or failed. */
  error?: string;
}

/** One task run of a preview. No secret was read for it. */
export interface PreviewTask {
  taskId: string;
  /** The loop's value. */
  value?: string;
  /** `stubbed`: its outputs were recorded or made up. */
  how: 'ran' | 'stubbed' | 'skipped';
  state: StateName;
  /** Milliseconds. */
  duration: number;
  /** Rendered properties. */
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}
