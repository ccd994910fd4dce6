import type { LogEntry, MetricEntry } from '../../../runner/execution/types.ts';

/** A log entry as Kestra's clients read it (surfaces §14.3). */
export function logPayload(entry: LogEntry): Record<string, unknown> {
  return { ...entry, thread: 'worker', deleted: false };
}

/** A metric as Kestra's clients read it (surfaces §14.3). */
export function metricPayload(entry: MetricEntry): Record<string, unknown> {
  return { ...entry, deleted: false };
}

/** Log entries as a text file: a line for each. */
export function logLine({ timestamp, level, taskId, message }: LogEntry): string {
  return `${timestamp} ${level} ${taskId === undefined ? '' : `[${taskId}] `}${message}\n`;
}
