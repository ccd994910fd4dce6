import type { ExecutionDocument, LogEntry, TaskRun } from '../../../runner/execution/types.ts';
import { clean, fenced, html } from '../../../runner/report/escape.ts';
import { details } from '../../../runner/report/markdown.ts';
import { bytesOf, type Part, tailLines } from './budget.ts';

/** The last lines of a failed task run (github §9.3). */
const mostLines = 100;
/** Failed task runs whose logs are shown. */
const mostRuns = 10;
const mostWidth = 500;

/**
 * Logs as folded fenced blocks: of each failed task run the last hundred lines, of an execution without one its own. The
 * oldest lines go first where there is too little room.
 */
export function executionLogs(
  execution: ExecutionDocument,
  failed: readonly TaskRun[],
  logs: readonly LogEntry[],
): Part[] {
  const shown = failed.slice(0, mostRuns);
  const wanted = new Set<string | undefined>(shown.map(({ id }) => id));
  const byRun = Map.groupBy(
    logs.filter(({ taskRunId }) => wanted.has(taskRunId)),
    ({ taskRunId }) => taskRunId,
  );
  const ofTasks = shown.map(({ id, taskId, value }) =>
    block(`Log of ${html(value === undefined ? taskId : `${taskId} [${value}]`)}`, byRun.get(id) ?? [], 7),
  );
  if (ofTasks.length > 0) return ofTasks;
  const isGood = execution.state.current === 'SUCCESS';
  // Nothing that failed: what was logged last says most. Of a success it is the second thing to go.
  return [block('Log', logs.slice(-mostLines), isGood ? 2 : 7)];
}

function block(title: string, entries: readonly LogEntry[], rank: number): Part {
  const lines: string[] = [];
  // From the end, so that a log of millions of lines costs what is shown.
  for (let at = entries.length - 1; at >= 0 && lines.length < mostLines; at--)
    lines.unshift(...linesOf(entries[at]!));
  const tail = lines.slice(-mostLines);
  if (tail.length === 0) return { text: '' };
  const render = (shown: readonly string[]) => details(title, fenced(shown.join('\n'), 'text'));
  return {
    text: render(tail),
    rank,
    noun: 'log line',
    count: tail.length,
    shorten(bytes) {
      const { lines: kept, omitted } = tailLines(tail, bytes - bytesOf(render([])) - 20);
      return { text: kept.length === 0 ? '' : render(kept), omitted };
    },
  };
}

/** `12:34:56 ERROR message`, in UTC; further lines are indented. */
function linesOf({ timestamp, level, message }: LogEntry): string[] {
  const time = timestamp.slice(11, 19);
  const [first = '', ...rest] = clean(message.slice(-mostLines * mostWidth).toWellFormed())
    .trimEnd()
    .split('\n')
    .slice(-mostLines);
  return [`${time} ${level.padEnd(5)} ${first}`, ...rest.map((line) => `    ${line}`)].map((line) =>
    line.length <= mostWidth ? line : `${line.slice(0, mostWidth - 1)}…`,
  );
}
