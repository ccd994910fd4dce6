import { isTerminated } from '../../runner/execution/states.ts';
import type { ExecutionDocument, LogEntry, TaskRun } from '../../runner/execution/types.ts';
import { labelOf } from '../live/draw.ts';
import type { Paint } from '../paint.ts';
import { jsonText } from './json.ts';
import { durationOf, paintState, stateSymbols } from './states.ts';
import { clip, count, durationText, printable } from './text.ts';

/** What a summary is made of. */
export interface SummaryParts {
  document: ExecutionDocument;
  /** Log entries of level ERROR, in order of writing. */
  errors: readonly LogEntry[];
  /** `file:line:column` of a task, where it is known. */
  placeOf(taskId: string): string | undefined;
  /** Hides secrets. */
  mask(text: string): string;
  /** Options that a suggested command needs to find the same state: ` --repo x`, or nothing. */
  commandOptions: string;
  /** Epoch milliseconds, for what has not ended. */
  now: number;
  columns: number;
  paint: Paint;
}

/** Failed task runs and outputs that are shown; the rest is counted. */
const most = 5;
const mostOutputs = 20;

/** What a person wants to know when an execution ended: how, how long, what came out, what failed where, what to do next. */
export function summaryText(parts: SummaryParts): string {
  const { document, paint, now } = parts;
  const { current } = document.state;
  const head = `${stateSymbols[current]} ${current}`;
  const sections = [
    `${paintState(current, paint.bold(head), paint)}  ${document.namespace}.${document.flowId}  ${paint.dim(
      `${durationText(durationOf(document.state, now))}, ${count(document.taskRunList.length, 'task run')}, execution ${document.id}`,
    )}`,
    ...failures(parts),
    outputs(parts),
    nextSteps(parts),
  ];
  return sections
    .filter((section) => section !== '')
    .join('\n')
    .concat('\n');
}

/** The task runs that failed by themselves, not because a child did. */
function failures({ document, errors, placeOf, mask, columns, paint, now }: SummaryParts): string[] {
  const failed = document.taskRunList.filter(({ state }) => state.current === 'FAILED');
  const parents = new Set(failed.map(({ parentTaskRunId }) => parentTaskRunId));
  const causes = failed.filter(({ id }) => !parents.has(id));
  const byRun = Map.groupBy(errors, ({ taskRunId }) => taskRunId);
  const messages = (run?: TaskRun) =>
    (byRun.get(run?.id) ?? [])
      .slice(-3)
      .flatMap(({ message }) => printable(mask(message)).trimEnd().split('\n').slice(0, 8))
      .map((line) => `    ${clip(line, columns - 4)}`);

  const blocks = causes.slice(0, most).map((run) => {
    const place = placeOf(run.taskId);
    const title = `  ${paint.red(labelOf(run))} failed after ${durationText(durationOf(run.state, now))}`;
    return [title + (place === undefined ? '' : `  ${paint.dim(place)}`), ...messages(run)].join('\n');
  });
  if (causes.length > most)
    blocks.push(paint.dim(`  and ${count(causes.length - most, 'more failed task run')}`));
  // Errors of the execution itself: its outputs, its concurrency limit.
  const own = document.state.current === 'SUCCESS' ? [] : messages();
  return own.length === 0 ? blocks : [...blocks, own.join('\n')];
}

function outputs({ document, mask, columns, paint }: SummaryParts): string {
  const entries = Object.entries(document.outputs ?? {});
  if (entries.length === 0) return '';
  const width = Math.max(...entries.slice(0, mostOutputs).map(([key]) => key.length));
  const lines = entries.slice(0, mostOutputs).map(([key, value]) => {
    const text = typeof value === 'string' ? value : jsonText(value).trimEnd();
    return `    ${paint.cyan(key.padEnd(width))}  ${clip(printable(mask(text)), columns - width - 6)}`;
  });
  const more =
    entries.length > mostOutputs
      ? [`    ${paint.dim(`and ${count(entries.length - mostOutputs, 'more output')}`)}`]
      : [];
  return ['  outputs', ...lines, ...more].join('\n');
}

function nextSteps({ document, commandOptions, paint }: SummaryParts): string {
  const { id, state } = document;
  const steps =
    state.current === 'SUCCESS' || !isTerminated(state.current)
      ? [`tutti executions show ${id}${commandOptions}`]
      : [`tutti executions logs ${id}${commandOptions}`, `tutti executions show ${id}${commandOptions}`];
  if (mayRestart(document)) steps.push(`tutti executions restart ${id}${commandOptions}`);
  return steps.map((step, index) => paint.dim(`  ${index === 0 ? 'next:' : '     '} ${step}`)).join('\n');
}

/** Whether it can go on from a failed task once the cause is gone; what ran after the end counts for nothing. */
function mayRestart({ state, taskRunList }: ExecutionDocument): boolean {
  const failed = taskRunList.some((run) => run.state.current === 'FAILED' && !run.forceExecution);
  return state.current === 'FAILED' && failed;
}
