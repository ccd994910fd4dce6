import type { Outcome } from './types.ts';

/** What a run of the evaluation set is told by: which model, and whether its answers were recorded before. */
export interface Heading {
  model: string;
  isRecorded: boolean;
}

/** The outcomes as lines of text: one a prompt, the totals, and why which ones failed. */
export function table(outcomes: readonly Outcome[], { model, isRecorded }: Heading): string {
  const rows = outcomes.map(({ id, level, passed, rounds, usage, milliseconds }) => [
    passed ? 'pass' : 'FAIL',
    id,
    level,
    String(rounds),
    number(usage.input),
    number(usage.output),
    seconds(milliseconds),
  ]);
  const sums = summary(outcomes);
  const total = [
    `${sums.passed}/${sums.prompts}`,
    'in total',
    '',
    sums.rounds.toFixed(2),
    number(sums.usage.input),
    number(sums.usage.output),
    seconds(sums.milliseconds),
  ];
  const header = ['', 'prompt', 'level', 'rounds', 'input tokens', 'output tokens', 'time'];
  const widths = header.map((_, at) => Math.max(...[header, ...rows, total].map((row) => row[at]!.length)));
  const rule = widths.map((width) => '─'.repeat(width));
  const lines = [header, rule, ...rows, rule, total].map((row) =>
    row
      .map((cell, at) => (at < 3 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join('  ')
      .trimEnd(),
  );
  return [headline({ model, isRecorded }), '', ...lines, ...levels(outcomes), ...explained(outcomes)].join(
    '\n',
  );
}

/** Sums over the outcomes; `rounds` is the mean of those that passed. */
export function summary(outcomes: readonly Outcome[]) {
  const passed = outcomes.filter((one) => one.passed);
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((all, one) => all + of(one), 0);
  return {
    prompts: outcomes.length,
    passed: passed.length,
    rounds: passed.reduce((all, one) => all + one.rounds, 0) / Math.max(1, passed.length),
    usage: { input: sum(({ usage }) => usage.input), output: sum(({ usage }) => usage.output) },
    milliseconds: sum(({ milliseconds }) => milliseconds),
  };
}

function headline({ model, isRecorded }: Heading): string {
  return isRecorded
    ? `Recorded answers (${model}): they show that the pipeline and the checks work, and say nothing of how well a model does.`
    : `Model: ${model}`;
}

function levels(outcomes: readonly Outcome[]): string[] {
  const parts = (['easy', 'medium', 'hard'] as const).flatMap((level) => {
    const those = outcomes.filter((one) => one.level === level);
    return those.length === 0
      ? []
      : `${level} ${those.filter(({ passed }) => passed).length}/${those.length}`;
  });
  return ['', `By level: ${parts.join(', ')}. Rounds are the mean of the prompts that passed.`];
}

function explained(outcomes: readonly Outcome[]): string[] {
  return outcomes
    .filter(({ passed }) => !passed)
    .flatMap(({ id, failures }) => ['', `${id}:`, ...failures.map((failure) => `  - ${failure}`)]);
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
}
