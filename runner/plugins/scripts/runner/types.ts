/** Commands, ready to run in a place that a task runner offers. */
export interface Job {
  /** Program and arguments. */
  command: readonly string[];
  /** Absolute path of the working directory; the same where the commands run. */
  directory: string;
  /** What the task adds to the environment. */
  environment: Readonly<Record<string, string>>;
  signal: AbortSignal;
  onLines: (stream: 'stdout' | 'stderr', lines: string[]) => void | Promise<void>;
}

/** Where the commands of a script task run (flow-language §6.11, task runners). */
export interface TaskRunner {
  kind: 'process' | 'docker';
  /** Gives the exit code. Rejects when the commands could not be started, and with the signal's reason after a kill. */
  run(job: Job): Promise<{ exitCode: number; details?: Record<string, unknown> }>;
}
