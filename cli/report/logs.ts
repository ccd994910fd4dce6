import type { LogEntry, LogLevel } from '../../runner/execution/types.ts';
import type { Paint } from '../paint.ts';
import { printable } from './text.ts';

/**
 * A log entry as a plain line: `12:34:56.789 INFO  task-id[value] message`, in local time. Further lines of a message are
 * indented. `value` is the loop value of the task run; entries of no task show their flow.
 */
export function logLine(entry: LogEntry, value: string | undefined, paint: Paint): string {
  const source =
    entry.taskId === undefined ? entry.flowId : entry.taskId + (value === undefined ? '' : `[${value}]`);
  const [first = '', ...more] = printable(entry.message).split('\n');
  const head = `${paint.dim(timeText(entry.timestamp))} ${levelText(entry.level, paint)} ${paint.cyan(printable(source))} ${first}`;
  return [head, ...more.map((line) => `    ${line}`)].map((line) => `${line.trimEnd()}\n`).join('');
}

function timeText(timestamp: string): string {
  const date = new Date(timestamp);
  const pad = (value: number, width = 2) => String(value).padStart(width, '0');
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

/** Five characters wide. */
function levelText(level: LogLevel, paint: Paint): string {
  const text = level.padEnd(5);
  switch (level) {
    case 'ERROR':
      return paint.red(text);
    case 'WARN':
      return paint.yellow(text);
    case 'INFO':
      return paint.green(text);
    case 'DEBUG':
    case 'TRACE':
      return paint.dim(text);
  }
}
