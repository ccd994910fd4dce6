import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Coverage } from '../../runner/testing/coverage/index.ts';
import { isInvalid } from '../../runner/testing/report/json.ts';
import { masked } from '../../runner/testing/report/masked.ts';
import type { SuiteDocument, TestCounts, TestReport } from '../../runner/testing/types.ts';
import { exitCodes, Refusal } from '../errors.ts';
import { makeFolder, reasonOf } from '../files.ts';
import { jsonText } from '../report/json.ts';
import { environmentMask } from '../secrets.ts';
import type { Terminal } from '../terminal.ts';
import { coverageText } from './coverageText.ts';
import { caseFilter } from './filter.ts';
import { machineText } from './machineText.ts';
import type { TestOptions } from './options.ts';
import { endText } from './pretty.ts';
import { createProgress } from './progress.ts';
import { flowsOf, openSession, readSuites, type Session, sourcesOf } from './session.ts';

/**
 * `tutti test`: runs unit tests, tells of them, and gives the exit code. Throws `Refusal` where there is nothing to run, or a file
 * cannot be read or written.
 */
export async function testFlows(
  paths: readonly string[],
  given: TestOptions,
  terminal: Terminal,
): Promise<number> {
  const options: TestOptions = given.json ? { ...given, reporter: 'json' } : given;
  assertUsage(options);
  terminal.hide(environmentMask());
  const session = await openSession(paths, options);
  if (options.watch) {
    const { watchTests } = await import('./watch.ts');
    return watchTests(session, terminal);
  }
  return (await runTests(session, await readSuites(session), terminal)).code;
}

/** What came of a run. */
export interface Outcome {
  report: TestReport;
  code: number;
}

/** Runs suites and tells of them. */
export async function runTests(
  session: Session,
  documents: readonly SuiteDocument[],
  terminal: Terminal,
): Promise<Outcome> {
  const { options, named } = session;
  const isPretty = options.reporter === 'pretty' || options.output !== undefined;
  const isCase = options.filter === undefined ? () => true : caseFilter(options.filter);
  const cases = documents.flatMap(({ suite }) => suite?.testCases.filter((one) => isCase(suite, one)) ?? []);
  const progress = isPretty
    ? createProgress(terminal, { suites: documents.length, cases: cases.length }, named)
    : undefined;
  let raw: TestReport;
  try {
    raw = await run(session, documents, progress);
  } finally {
    progress?.close();
  }
  const report = masked(raw, environmentMask());
  const coverage = await coverageFor(session, raw);
  const view = {
    paint: terminal.paint,
    width: terminal.interactive ? terminal.size().columns : 120,
    sources: await sourcesOf(session, documents, report),
    named,
  };
  if (isPretty) {
    terminal.out(endText(report, view));
    if (coverage) terminal.out(coverageText(coverage, options.coverageThreshold, terminal.paint));
  }
  if (options.reporter !== 'pretty' || options.output !== undefined) {
    const text = machineText(report, coverage, options, view);
    if (options.output === undefined) terminal.out(text);
    else writeText(options.output, '--output', text);
  }
  if (coverage && options.coverageFile !== undefined)
    writeText(options.coverageFile, '--coverage-file', jsonText(coverage));
  return { report, code: codeOf(report, coverage, options) };
}

function assertUsage({ reporter, watch, output, ref, coverageThreshold }: TestOptions): void {
  if (!watch) return;
  if (ref !== undefined) throw new Refusal('--watch and --ref exclude each other: a commit never changes.');
  if (reporter !== 'pretty' && output === undefined)
    throw new Refusal(
      `--watch with --reporter ${reporter} needs --output FILE, which is written after each run.`,
    );
  if (coverageThreshold !== undefined)
    throw new Refusal('--watch and --coverage-threshold exclude each other: watching ends with no result.');
}

async function run(
  { repository, registry, settings, namespaces, options }: Session,
  documents: readonly SuiteDocument[],
  listener: ReturnType<typeof createProgress> | undefined,
): Promise<TestReport> {
  const { runSuites } = await import('../../runner/testing/run.ts');
  const shared = await namespaces();
  const runOnly = (some: readonly SuiteDocument[]) =>
    runSuites(some, {
      ...{ repository, registry },
      ...settings,
      namespaces: shared,
      environment: process.env,
      ...(listener && { listener }),
      ...(options.filter !== undefined && { filter: caseFilter(options.filter) }),
    });
  if (!options.bail) return runOnly(documents);
  const reports: TestReport[] = [];
  for (const document of documents) {
    const report = await runOnly([document]);
    reports.push(report);
    if (report.counts.failed + report.counts.errors > 0) break;
  }
  return together(reports);
}

function together(reports: readonly TestReport[]): TestReport {
  const counts: TestCounts = { suites: 0, cases: 0, passed: 0, failed: 0, errors: 0, skipped: 0 };
  for (const report of reports)
    for (const key of Object.keys(counts) as (keyof TestCounts)[]) counts[key] += report.counts[key];
  return {
    suites: reports.flatMap(({ suites }) => suites),
    duration: reports.reduce((sum, { duration }) => sum + duration, 0),
    counts,
  };
}

async function coverageFor(session: Session, report: TestReport): Promise<Coverage | undefined> {
  const { coverage, coverageThreshold, coverageFile } = session.options;
  if (!coverage && coverageThreshold === undefined && coverageFile === undefined) return undefined;
  const { coverageOf } = await import('../../runner/testing/coverage/index.ts');
  return coverageOf(await flowsOf(session, report), report);
}

function writeText(path: string, option: string, text: string): void {
  try {
    makeFolder(dirname(resolve(path)));
    writeFileSync(path, text);
  } catch (error) {
    throw new Refusal(`${option}: cannot write ${path}: ${reasonOf(error)}.`, { cause: error });
  }
}

function codeOf(
  { suites, counts }: TestReport,
  coverage: Coverage | undefined,
  { coverageThreshold = 0 }: TestOptions,
): number {
  if (suites.some(({ violations }) => isInvalid(violations))) return exitCodes.refused;
  if (counts.failed + counts.errors > 0) return exitCodes.failed;
  return coverage && coverage.percent < coverageThreshold ? exitCodes.failed : exitCodes.ok;
}
