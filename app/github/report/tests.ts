import { clean, code, html, link, oneLine, prose } from '../../../runner/report/escape.ts';
import { count, details } from '../../../runner/report/markdown.ts';
import { summary as summaryOf } from '../../../runner/testing/coverage/index.ts';
import type { FlowCoverage } from '../../../runner/testing/coverage/types.ts';
import { annotationsOf as remarksOf } from '../../../runner/testing/report/annotations.ts';
import { coverageMarkdown, missedPoints, percentText } from '../../../runner/testing/report/coverage.ts';
import { testMarkdown } from '../../../runner/testing/report/markdown.ts';
import { countsOf } from '../../../runner/testing/run.ts';
import type { TestReport } from '../../../runner/testing/types.ts';
import type { ChosenTests } from '../tests/choose.ts';
import type { SuiteOutcome, TestsDone } from '../tests/types.ts';
import type { Annotation, CheckReport } from '../types.ts';
import { mostAnnotations } from './annotations.ts';
import { checkLimit, cutMarkdown, fit, type Part } from './budget.ts';
import { linksOf } from './links.ts';
import { fullName } from './merging.ts';
import type { ReplyBody } from './reply.ts';
import { shortSha } from './text.ts';
import type { ReportPlace } from './validation.ts';

/** What a report of unit tests is about. */
export interface TestsAbout {
  /** SHA of the commit. */
  head: string;
  chosen: Pick<ChosenTests, 'total' | 'changed' | 'untested'>;
  /** Suites whose results were known. */
  reused: number;
  /** Least coverage of the changed flows, percent. */
  least?: number | undefined;
  place: ReportPlace;
}

/** Characters of an annotation. */
const mostMessage = 4_000;
/** Flows, and places of each, that are told as not covered. */
const mostFlows = 50;
const mostPoints = 50;
/** Places that the table of the coverage names. */
const shownPoints = 3;

/**
 * The check `tutti tests` of a commit: suites in a table, failed cases to be opened, and what of the changed flows no case has
 * reached (issue “Unit tests of flows”). Texts of others can do nothing in it (github §8.2).
 */
export function testsReport(
  done: TestsDone,
  { head, chosen, reused, least, place }: TestsAbout,
): CheckReport {
  const links = linksOf(place.repositoryUrl);
  const commit = link(code(shortSha(head)), links.commit(head));
  const { outcomes, duration, problem } = done;
  if (outcomes.length === 0 && problem === undefined) return withoutTests(chosen, commit);
  const report = reportOf(outcomes, duration);
  const coverage = coverageOf(outcomes, chosen);
  const isThin = coverage !== undefined && least !== undefined && coverage.total.percent < least;
  const hasFailed = report.counts.failed + report.counts.errors > 0;
  const title = [
    ...(problem === undefined
      ? []
      : [done.isLate ? `Ended after ${Math.round(duration / 1000)} s` : 'Ended early']),
    titleOf(report),
    ...(isThin ? [`coverage ${percentText(coverage.total)} of at least ${least} %`] : []),
  ].join(', ');
  const tests = testMarkdown(report);
  const more = link('The commit', links.commit(head));
  const bad = hasFailed || problem !== undefined || isThin;
  return {
    conclusion: bad ? 'failure' : 'success',
    title,
    summary: fit(
      [
        { text: `**${bad ? '❌' : '✅'} ${prose(title)}** · ${commit}` },
        { text: problem === undefined ? '' : `> ${prose(problem, 500)}` },
        {
          text: tests,
          rank: 1,
          noun: 'part of the results',
          shorten: (bytes) => ({ text: cutMarkdown(tests, Math.min(bytes, checkLimit), ''), omitted: 1 }),
        },
        {
          text:
            reused === 0 ? '' : `_${count(reused, 'suite')} passed before with the same flows and files._`,
        },
        { text: untestedLine(chosen) },
      ],
      more,
    ),
    ...(coverage && { text: fit([{ text: coverageMarkdown(coverage) }, ...missed(coverage.flows)], more) }),
    annotations: annotations(report),
  };
}

/** Answer to `/tutti test`, about the cases that were asked for; undefined where they passed, for the check shows it. */
export function testsReply(
  { outcomes, duration, problem }: TestsDone,
  isCase: (suite: { id: string; namespace: string; flowId: string }, testCase: string) => boolean,
): ReplyBody | undefined {
  const asked = outcomes.flatMap((outcome): SuiteOutcome[] => {
    const { result, cases, violations } = outcome.report;
    const suite = { id: result.testSuiteId, namespace: result.namespace, flowId: result.flowId };
    const own = cases.filter((one) => isCase(suite, one.result.testId));
    const isMeant = own.length > 0 || (violations.length > 0 && isCase(suite, ''));
    return isMeant ? [{ ...outcome, report: { ...outcome.report, cases: own } }] : [];
  });
  const report = reportOf(asked, duration);
  if (problem !== undefined) return { icon: '❌', sentence: prose(problem, 500) };
  if (asked.length === 0) return { icon: 'ℹ️', sentence: 'There are no unit tests that this change concerns' };
  if (report.counts.failed + report.counts.errors === 0) return undefined;
  return {
    icon: '❌',
    sentence: titleOf(report),
    parts: [{ text: details('Results', testMarkdown(report)) }],
  };
}

/** `Without a unit test: …`, of the changed flows; empty where all have one. */
export function untestedLine({ untested }: Pick<ChosenTests, 'untested'>): string {
  if (untested.length === 0) return '';
  const shown = untested.slice(0, 20).map((name) => code(fullName(name)));
  const left = untested.length - shown.length;
  return `💡 Without a unit test: ${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

/** Suites as one report, as `tutti test` has it. */
function reportOf(outcomes: readonly SuiteOutcome[], duration: number): TestReport {
  const suites = outcomes.map(({ report }) => report).sort((a, b) => (a.file < b.file ? -1 : 1));
  return { suites, duration, counts: countsOf(suites) };
}

/** `3 of 41 cases failed`, `41 cases passed`; what could not be judged has failed here. */
function titleOf({ counts, suites }: TestReport): string {
  const { cases, passed, skipped } = counts;
  const invalid = suites.filter((suite) => suite.result.state === 'ERROR' && suite.cases.length === 0).length;
  const failed = counts.failed + counts.errors - invalid;
  const parts = [
    ...(failed > 0 ? [`${failed} of ${count(cases, 'case')} failed`] : []),
    ...(invalid > 0 ? [`${count(invalid, 'suite')} not valid`] : []),
    ...(failed === 0 && invalid === 0 ? [`${count(passed, 'case')} passed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return parts.join(', ');
}

function withoutTests(chosen: TestsAbout['chosen'], commit: string): CheckReport {
  if (chosen.changed.length === 0)
    return {
      conclusion: 'skipped',
      title: 'No flow or unit test changed',
      summary: `None of ${count(chosen.total, 'suite')} is about what changed · ${commit}`,
    };
  return {
    conclusion: 'neutral',
    title: `No unit tests of ${count(chosen.changed.length, 'changed flow')}`,
    summary: `**No unit tests** · ${commit}\n\n${untestedLine(chosen)}`,
  };
}

/** Of the changed flows that have suites, all suites of a flow together. */
function coverageOf(outcomes: readonly SuiteOutcome[], { changed }: TestsAbout['chosen']) {
  const names = new Set(changed.map(fullName));
  const byFlow = Map.groupBy(
    outcomes.flatMap(({ coverage }) => coverage ?? []),
    ({ namespace, flowId }) => `${namespace}.${flowId}`,
  );
  const flows = [...byFlow].flatMap(([name, own]) => (names.has(name) ? [together(own)] : []));
  return flows.length === 0 ? undefined : { flows, total: summaryOf(flows.flatMap(({ points }) => points)) };
}

/** The same flow, by different suites: its points are the same, in the same order. */
function together(own: readonly FlowCoverage[]): FlowCoverage {
  const points = own[0]!.points.map((point, index) => ({
    ...point,
    hits: own.reduce((sum, one) => sum + (one.points[index]?.hits ?? 0), 0),
    mocked: own.reduce((sum, one) => sum + (one.points[index]?.mocked ?? 0), 0),
  }));
  return { ...own[0]!, points, summary: summaryOf(points) };
}

/** All that was not reached of the flows of which the table has room for a part only. */
function missed(flows: readonly FlowCoverage[]): Part[] {
  return flows
    .filter((flow) => missedPoints(flow, shownPoints).omitted > 0)
    .slice(0, mostFlows)
    .map((flow) => {
      const { texts, omitted } = missedPoints(flow, mostPoints);
      const lines = [
        ...texts.map((text) => `- line ${code(text)}`),
        ...(omitted > 0 ? [`- _and ${omitted} more_`] : []),
      ];
      const title = `Not reached in ${html(flow.file)}: ${count(texts.length + omitted, 'point')}`;
      return { text: details(title, lines.join('\n')), rank: 1, noun: 'flow with what was not reached' };
    });
}

/** Failed assertions on their lines. What is wrong with suites themselves is told by the check `tutti`. */
function annotations(report: TestReport): Annotation[] {
  const suites = report.suites.map((suite) => ({ ...suite, violations: [] }));
  return remarksOf({ ...report, suites })
    .slice(0, mostAnnotations)
    .map(({ file, line, column, level, title, message }) => ({
      path: file,
      startLine: line,
      endLine: line,
      startColumn: column,
      endColumn: column,
      level: level === 'error' ? 'failure' : level,
      message: clean(message.slice(0, mostMessage).toWellFormed()),
      title: oneLine(title, 255),
    }));
}
