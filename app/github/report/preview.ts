import { cell, clean, fenced, html, prose } from '../../../runner/report/escape.ts';
import { durationText, table } from '../../../runner/report/markdown.ts';
import type { Preview, PreviewRun, PreviewTask } from '../verdict/types.ts';
import { cutMarkdown, type Part } from './budget.ts';
import { fullName } from './merging.ts';
import { iconOf } from './states.ts';

const mostTasks = 100;
const mostDiffs = 20;
const mostLines = 100;
const mostWidth = 200;

/** A flow run before and after the change, side by side, as a part of a report (issue “The GitHub App”, preview). */
export function previewPart(preview: Preview): Part {
  const text = previewText(preview);
  return {
    text,
    rank: 3,
    noun: 'preview',
    shorten: (bytes) =>
      bytes < 2000 ? { text: '', omitted: 1 } : { text: cutMarkdown(text, bytes, ''), omitted: 1 },
  };
}

/**
 * Which tasks ran, were stubbed or skipped, their states and times at base and head, then what differs in what they were
 * given and gave.
 */
export function previewText({ flow, base, head }: Preview): string {
  const pairs = pairsOf(base, head);
  const rows = pairs
    .slice(0, mostTasks)
    .map(({ name, before, after }) => [
      cell(name),
      taskCell(before),
      taskCell(after),
      differs(before, after) ? '✏️ yes' : 'no',
    ]);
  const left = pairs.length - rows.length;
  const errors = [base, head].flatMap((run, index) =>
    run?.error === undefined ? [] : [`> ${index === 0 ? 'Base' : 'Head'}: ${prose(run.error, 500)}`],
  );
  const differences = pairs
    .map(({ name, before, after }) => ({ name, lines: difference(contentOf(before), contentOf(after)) }))
    .concat({ name: 'outputs of the flow', lines: difference(base?.outputs ?? {}, head?.outputs ?? {}) })
    .filter(({ lines }) => lines.length > 0);
  return [
    `#### Preview of ${prose(fullName(flow))}: ${runText(base)} → ${runText(head)}`,
    table(['Task', 'Base', 'Head', 'Differs'], ['-', '-', '-', '-'], rows),
    ...(left > 0 ? [`_and ${left.toLocaleString('en-US')} more task runs_`] : []),
    ...(errors.length > 0 ? [errors.join('\n>\n')] : []),
    ...differences
      .slice(0, mostDiffs)
      .map(
        ({ name, lines }) =>
          `<details><summary>What differs: ${html(name)}</summary>\n\n${diffBlock(lines)}\n\n</details>`,
      ),
    '_Outside effects were stubbed: nothing was called, written or sent._',
  ].join('\n\n');
}

function runText(run: PreviewRun | undefined): string {
  return run === undefined
    ? 'not there'
    : `${iconOf(run.state)} ${run.state} in ${durationText(run.duration)}`;
}

interface Pair {
  name: string;
  before?: PreviewTask;
  after?: PreviewTask;
}

/** Task runs of both sides with the same name, in the order of head; those that only base has come last. */
function pairsOf(base: PreviewRun | undefined, head: PreviewRun | undefined): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const [side, run] of [
    ['after', head],
    ['before', base],
  ] as const)
    for (const task of run?.tasks ?? []) {
      const name = task.value === undefined ? task.taskId : `${task.taskId} [${task.value}]`;
      pairs.set(name, { ...(pairs.get(name) ?? { name }), [side]: task });
    }
  return [...pairs.values()];
}

function taskCell(task: PreviewTask | undefined): string {
  if (task === undefined) return '–';
  const how = task.how === 'ran' ? durationText(task.duration) : task.how;
  return `${iconOf(task.state)} ${task.state}, ${how}`;
}

function differs(before: PreviewTask | undefined, after: PreviewTask | undefined): boolean {
  return (
    before?.state !== after?.state ||
    before?.how !== after?.how ||
    difference(contentOf(before), contentOf(after)).length > 0
  );
}

function contentOf(task: PreviewTask | undefined): Record<string, unknown> {
  return { ...(task?.inputs && { inputs: task.inputs }), ...(task?.outputs && { outputs: task.outputs }) };
}

/** Lines that only one of the values has, by property path: `- inputs.url = "a"`, `+ inputs.url = "b"`. */
function difference(before: unknown, after: unknown): string[] {
  const old = new Map(leaves(before, ''));
  const fresh = new Map(leaves(after, ''));
  const paths = [...new Set([...old.keys(), ...fresh.keys()])];
  return paths.flatMap((path) => {
    const [a, b] = [old.get(path), fresh.get(path)];
    if (a === b) return [];
    return [
      ...(a === undefined ? [] : [`- ${path} = ${a}`]),
      ...(b === undefined ? [] : [`+ ${path} = ${b}`]),
    ];
  });
}

/** Paths with their values as JSON; an empty list or mapping is a value too. */
function* leaves(value: unknown, path: string): Generator<[string, string]> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) {
    if (path !== '') yield [path, JSON.stringify(value) ?? 'null'];
    return;
  }
  for (const [key, child] of entries) {
    yield* leaves(child, Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
  }
}

function diffBlock(lines: readonly string[]): string {
  const shown = lines
    .slice(0, mostLines)
    .map(
      (line) => clean(line.slice(0, mostWidth)).replace(/\s+/g, ' ') + (line.length > mostWidth ? '…' : ''),
    );
  const left = lines.length - shown.length;
  return fenced([...shown, ...(left > 0 ? [`… ${left} more lines`] : [])].join('\n'), 'diff');
}
