import { unifiedDiff } from '../../app/copilot/describe/unifiedDiff.ts';
import type { Progress, Proposal } from '../../app/copilot/types.ts';
import { headline } from '../../runner/testing/report/markdown.ts';
import type { Paint } from '../paint.ts';
import { count, printable } from '../report/text.ts';

/** A step on a line, for who waits. */
export function progressText(step: Progress, model: string): string {
  switch (step.kind) {
    case 'retrieved':
      return `Types that may fit: ${step.types.map((type) => type.split('.').slice(-2).join('.')).join(', ')}`;
    case 'asked':
      return step.round === 1 ? `Asking ${model} …` : `Asking ${model} to repair it (answer ${step.round}) …`;
    case 'tool':
      return `  ${model} uses ${step.name}`;
    case 'validated': {
      const errors = step.violations.filter(({ severity }) => severity === 'error');
      return errors.length === 0
        ? '  valid'
        : `  ${count(errors.length, 'error')}: ${printable(errors[0]!.message)}`;
    }
    case 'tested':
      return `  ${headline(step.report)}`;
  }
}

/** What a person decides by: what it does, the diff, tests, what is to be done and looked at, and what it took. */
export function proposalText(proposal: Proposal, paint: Paint): string {
  const { title, explanation, files, tests, secrets, attention, undone, violations, usage, rounds, model } =
    proposal;
  const list = (head: string, items: readonly string[]) =>
    items.length === 0 ? [] : ['', paint.bold(head), ...items.map((item) => `  • ${printable(item)}`)];
  const lines = [
    '',
    paint.bold(printable(title)),
    ...(explanation === '' ? [] : [...explanation.split('\n').map(printable)]),
    '',
    ...files.flatMap(({ path, before, after }) => diffLines(unifiedDiff(path, before, after), paint)),
    ...(tests ? ['', `Tests: ${headline(tests)}`] : []),
    ...list(
      'Secrets to create',
      secrets.map(({ name, path }) => `${name}, read at ${path}`),
    ),
    ...list('Look at', attention),
    ...list('Left as it was, for nobody asked for it', undone),
    ...list(
      'Warnings',
      violations
        .filter(({ severity }) => severity === 'warning')
        .map(({ file, line, message }) => `${file}:${line} ${message}`),
    ),
    '',
    paint.dim(`${model}, ${count(rounds, 'answer')}, ${usage.input + usage.output} tokens`),
  ];
  return `${lines.join('\n')}\n`;
}

/** What would reorder or hide what a person decides by. */
const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

function diffLines(diff: string, paint: Paint): string[] {
  return diff
    .trimEnd()
    .split('\n')
    .map((line) => {
      const text = printable(
        line.replace(invisible, (one) => `\\u${one.codePointAt(0)!.toString(16).padStart(4, '0')}`),
      );
      if (/^(?:---|\+\+\+) /.test(line)) return paint.bold(text);
      if (line.startsWith('@@')) return paint.cyan(text);
      if (line.startsWith('+')) return paint.green(text);
      return line.startsWith('-') ? paint.red(text) : text;
    });
}

/** The shape of `--json`. */
export function proposalDocument(proposal: Proposal, applied: boolean): Record<string, unknown> {
  const { tests, files, ...others } = proposal;
  return {
    ...others,
    files: files.map((file) => ({ ...file, diff: unifiedDiff(file.path, file.before, file.after) })),
    ...(tests && { tests: tests.counts }),
    applied,
  };
}
