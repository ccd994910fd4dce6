import { appendFileSync } from 'node:fs';
import { mermaid } from '../runner/flow/mermaid.ts';
import type { FlowDocument, Violation } from '../runner/flow/types.ts';
import { cell, code, fenced, prose } from '../runner/report/escape.ts';
import { count, details, table } from '../runner/report/markdown.ts';
import { testMarkdown } from '../runner/testing/report/markdown.ts';
import type { TestReport } from '../runner/testing/types.ts';
import type { Environment } from './inputs.ts';

/** GitHub takes no summary above 1 MiB (github §5.3). */
const mostSummary = 1_000_000;
const mostViolations = 100;
const mostFlows = 200;
const mostGraphs = 10;

/** What a summary tells of. */
export interface SummaryParts {
  documents: readonly FlowDocument[];
  violations: readonly Violation[];
  report?: TestReport | undefined;
  /** Percent. */
  coverage?: { percent: number; threshold: number | undefined } | undefined;
  /** Files that are changed, where that is known. */
  changed: ReadonlySet<string>;
}

/**
 * The summary of validation and tests as GitHub's Markdown, `most` bytes at most. Where it would be longer, what comes last goes
 * first: graphs, then the flows, then the tests; the verdict and the violations stay.
 */
export function summaryMarkdown(parts: SummaryParts, most = mostSummary): string {
  const { documents, violations, report, coverage, changed } = parts;
  const blocks = [
    `## Tutti\n\n${verdict(parts)}`,
    ...violationBlock(violations),
    ...(report && report.suites.length > 0 ? [`### Unit tests\n\n${testMarkdown(report)}`] : []),
    ...(coverage ? [coverageLine(coverage)] : []),
    ...(documents.length > 0 ? [flowsBlock(documents, violations)] : []),
    ...graphs(documents.filter(({ file }) => changed.has(file))),
  ];
  const kept = [...blocks];
  const size = () => Buffer.byteLength(kept.join('\n\n'));
  const note = '_The summary was too long: its last parts are left out._';
  while (kept.length > 1 && size() > most - 100) kept.pop();
  return `${[...kept, ...(kept.length < blocks.length ? [note] : [])].join('\n\n')}\n`;
}

/** Adds Markdown to the summary of the step; `false` where there is no place for it. */
export function writeSummary(environment: Environment, markdown: string): boolean {
  const file = environment['GITHUB_STEP_SUMMARY'];
  if (!file) return false;
  appendFileSync(file, markdown);
  return true;
}

function verdict({ documents, violations }: SummaryParts): string {
  const errors = violations.filter(({ severity }) => severity === 'error').length;
  const others = violations.length - errors;
  const remarks = others === 0 ? '' : `, ${count(others, 'remark')}`;
  return errors === 0
    ? `✅ **${count(documents.length, 'flow')} valid**${remarks}`
    : `❌ **${count(errors, 'error')} in ${count(documents.length, 'flow')}**${remarks}`;
}

function violationBlock(violations: readonly Violation[]): string[] {
  if (violations.length === 0) return [];
  const lines = violations.slice(0, mostViolations).map(({ file, line, column, path, message, severity }) => {
    const about = path === '' ? '' : ` ${code(path)}:`;
    return `- ${severity} ${code(`${file}:${line}:${column}`)}${about} ${prose(message)}`;
  });
  const omitted = violations.length - lines.length;
  return [[...lines, ...(omitted > 0 ? [`- _… and ${omitted} more._`] : [])].join('\n')];
}

function coverageLine({ percent, threshold }: NonNullable<SummaryParts['coverage']>): string {
  const isLow = threshold !== undefined && percent < threshold;
  return `${isLow ? '❌' : 'ℹ️'} **Coverage ${percent} %**${threshold === undefined ? '' : ` (at least ${threshold} % expected)`}`;
}

function flowsBlock(documents: readonly FlowDocument[], violations: readonly Violation[]): string {
  const wrong = new Set(violations.filter(({ severity }) => severity === 'error').map(({ file }) => file));
  const rows = documents
    .slice(0, mostFlows)
    .map(({ file, flow }) => [
      `${wrong.has(file) ? '❌' : '✅'} ${cell(flow === undefined ? '' : `${flow.namespace}.${flow.id}`)}`,
      cell(file),
    ]);
  const omitted = documents.length - rows.length;
  const more = omitted > 0 ? `\n\n_… and ${count(omitted, 'flow')} more._` : '';
  return details(count(documents.length, 'flow'), `${table(['flow', 'file'], [':--', ':--'], rows)}${more}`);
}

function graphs(documents: readonly FlowDocument[]): string[] {
  return documents
    .slice(0, mostGraphs)
    .flatMap(({ file, flow }) => (flow ? [`${code(file)}\n\n${fenced(mermaid(flow), 'mermaid')}`] : []));
}
