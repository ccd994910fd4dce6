import type { Paint } from '../paint.ts';
import { logLine } from '../report/logs.ts';
import type { Reporter } from './reporter.ts';

/** Log entries as lines, for pipes, files and CI (see `logLine`). */
export function createPlainReporter(write: (text: string) => void, paint: Paint): Reporter {
  const values = new Map<string, string>();
  return {
    changed(_, taskRuns) {
      for (const { id, value } of taskRuns) if (value !== undefined) values.set(id, value);
    },
    logged(entries) {
      for (const entry of entries) {
        write(logLine(entry, entry.taskRunId === undefined ? undefined : values.get(entry.taskRunId), paint));
      }
    },
    clear() {},
    close() {},
  };
}
