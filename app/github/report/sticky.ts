import type { StateName } from '../../../runner/execution/types.ts';
import { cell, code, link, markerValue } from '../../../runner/report/escape.ts';
import { count, details, durationText, table } from '../../../runner/report/markdown.ts';
import type { FlowName, Verdict } from '../verdict/types.ts';
import { commentLimit, fit, type Part } from './budget.ts';
import { linksOf } from './links.ts';
import { fullName, mergingParts } from './merging.ts';
import { iconOf } from './states.ts';
import { testsCell } from './testsCell.ts';
import { shortSha } from './text.ts';
import { type ReportPlace, resultText, tally, validationTitle } from './validation.ts';

/** Which comment it is: one of a kind for a pull request. */
export interface StickyKey {
  /** `pr` for the one with the verdict. */
  kind: string;
  repositoryId: number;
  number: number;
}

/** An execution of the pull request, of a flow the latest one. */
export interface LastRun {
  flow: FlowName;
  state: StateName;
  /** Milliseconds. */
  duration: number;
  url?: string;
}

/** What the sticky comment of a pull request is made of. */
export interface StickyParts {
  key: StickyKey;
  verdict: Verdict;
  runs?: readonly LastRun[];
  place: ReportPlace;
  /** A newer head that is being checked: the comment stays, with a banner. */
  checking?: string;
}

/** The hidden first line that a comment is found by (github §9.1); `sha` is the commit it speaks of. */
export function stickyMarker({ kind, repositoryId, number }: StickyKey, sha: string): string {
  return `${markerStart(kind, repositoryId, number)} sha=${markerValue(sha)} -->`;
}

/** Whether a comment of the App is this one. Its author has to be looked at too: anybody can write a marker. */
export function isSticky(body: string, { kind, repositoryId, number }: StickyKey): boolean {
  return body.startsWith(`${markerStart(kind, repositoryId, number)} `);
}

/**
 * Whether the comment has something to say (github §9.1 “Silence policy”): not when all is well and nobody asked for
 * anything. One that is there already is kept up to date.
 */
export function hasToSay(
  { violations, deployment, previews = [], tests = [] }: Verdict,
  runs: readonly LastRun[] = [],
): boolean {
  return (
    tally(violations).errors > 0 ||
    tests.some(({ isPassed }) => !isPassed) ||
    deployment.reachable.length > 0 ||
    previews.length > 0 ||
    runs.length > 0
  );
}

/** The one comment of a pull request, edited in place (github §9.4). */
export function stickyComment({ key, verdict, runs = [], place, checking }: StickyParts): string {
  const links = linksOf(place.repositoryUrl);
  const head = link(code(shortSha(verdict.head)), links.commit(verdict.head));
  const merging = mergingParts(verdict, links)
    .map(({ text }) => text)
    .join('\n\n');
  const parts: Part[] = [
    { text: `${stickyMarker(key, verdict.head)}\n### Tutti · ${headline(verdict)} (head ${head})` },
    {
      text:
        checking === undefined
          ? ''
          : `> ⏳ Checking ${link(code(shortSha(checking)), links.commit(checking))} …`,
    },
    { text: flowTable(verdict, runs, place), rank: 5, noun: 'table of flows' },
    {
      text: merging === '' ? '' : details('What merging will change', merging),
      rank: 4,
      noun: 'list of what merging changes',
    },
    { text: details('Commands', commands) },
  ];
  return fit(
    parts,
    link('Everything is in the check', place.detailsUrl ?? links.commit(verdict.head)),
    commentLimit,
  );
}

const mostRows = 100;
const commands = [
  '`/tutti validate`',
  '`/tutti test`',
  '`/tutti run FLOW key=value`',
  '`/tutti graph FLOW`',
  '`/tutti status`',
  '`/tutti help`',
].join(' · ');

function markerStart(kind: string, repositoryId: number, number: number): string {
  return `<!-- tutti:sticky v1 kind=${markerValue(kind)} repo=${repositoryId} pr=${number}`;
}

/** `❌ 1 of 3 flows needs attention`. */
function headline(verdict: Verdict): string {
  const { flows, violations } = verdict;
  const { errors } = tally(violations);
  const faulty = new Set(violations.flatMap(({ severity, file }) => (severity === 'error' ? [file] : [])));
  const bad = flows.filter(({ path }) => faulty.has(path)).length;
  if (bad > 0) return `❌ ${bad} of ${count(flows.length, 'flow')} need${bad === 1 ? 's' : ''} attention`;
  return `${errors > 0 ? '❌' : tally(violations).warnings > 0 ? '⚠️' : '✅'} ${validationTitle(verdict)}`;
}

function flowTable(
  { flows, violations, head, base, previews = [], tests = [] }: Verdict,
  runs: readonly LastRun[],
  place: ReportPlace,
): string {
  if (flows.length === 0) return '';
  const links = linksOf(place.repositoryUrl);
  const byFile = Map.groupBy(violations, ({ file }) => file);
  const lastRuns = new Map(runs.map((run) => [fullName(run.flow), run]));
  const previewOf = new Map(previews.map((preview) => [fullName(preview.flow), preview]));
  const rows = flows.slice(0, mostRows).map(({ path, name, change }) => {
    const title = name ? fullName(name) : path;
    const address = change === 'removed' ? base && links.file(base, path) : links.file(head, path);
    const preview = previewOf.get(title)?.head;
    const run = lastRuns.get(title);
    return [
      link(cell(title), address),
      change === 'removed' ? 'removed' : resultText(byFile.get(path) ?? []),
      ...(tests.length > 0 ? [testsCell(tests, name)] : []),
      preview === undefined ? '–' : stateText(preview.state, preview.duration),
      run === undefined ? '–' : link(stateText(run.state, run.duration), run.url),
    ];
  });
  const left = flows.length - rows.length;
  const [column, align] = tests.length > 0 ? [['Tests'], [':-:']] : [[], []];
  const body = table(
    ['Flow', 'Validation', ...column, 'Preview', 'Last run'],
    ['-', ':-:', ...align, ':-:', '-'],
    rows,
  );
  return left > 0 ? `${body}\n\n_and ${count(left, 'more flow')}_` : body;
}

function stateText(state: StateName, duration: number): string {
  return `${iconOf(state)} ${state}, ${durationText(duration)}`;
}
