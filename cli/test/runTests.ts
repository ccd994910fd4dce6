import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { caseFilter } from '../../runner/testing/caseFilter.ts';
import type { Coverage } from '../../runner/testing/coverage/index.ts';
import { coverageDocument } from '../../runner/testing/coverage/json.ts';
import { lcovText } from '../../runner/testing/coverage/lcov.ts';
import { belowThreshold } from '../../runner/testing/coverage/threshold.ts';
import { isInvalid } from '../../runner/testing/report/json.ts';
import { located } from '../../runner/testing/report/located.ts';
import { masked } from '../../runner/testing/report/masked.ts';
import type { SuiteDocument, TestCounts, TestReport } from '../../runner/testing/types.ts';
import { exitCodes, Refusal } from '../errors.ts';
import { makeFolder, reasonOf } from '../files.ts';
import { jsonText } from '../report/json.ts';
import { environmentMask } from '../secrets.ts';
import type { Terminal } from '../terminal.ts';
import { coverageText } from './coverageText.ts';
import { machineText } from './machineText.ts';
import { type TestOptions, thresholdsOf } from './options.ts';
import { endText } from './pretty.ts';
import { createProgress } from './progress.ts';
import { quoted } from './quoted.ts';
import { flowsOf, type Session, sourcesOf } from './session.ts';

/** What came of a run. */
interface Outcome {
  /** Files are called by their paths in the repository. */
  report: TestReport;
  code: number;
}

/** Runs suites and tells of them. Throws `Refusal` where a file cannot be written. */
export async function runTests(
  session: Session,
  documents: readonly SuiteDocument[],
  terminal: Terminal,
): Promise<Outcome> {
  const { options } = session;
  const { reporter, output } = options;
  const isPretty = reporter === 'pretty' || reporter === 'github' || output !== undefined;
  const isInWorkflow = reporter === 'github' || process.env['GITHUB_ACTIONS'] === 'true';
  const told = await quoted(terminal, isPretty && isInWorkflow, () =>
    runAndTell(session, documents, isPretty, terminal),
  );
  const { raw, report, coverage, view } = told;
  if (reporter !== 'pretty' || output !== undefined) {
    const text = machineText(report, coverage, options, view);
    if (output === undefined) terminal.out(text);
    else writeText(output, '--output', text);
  }
  if (coverage && options.coverageFile !== undefined)
    writeText(
      options.coverageFile,
      '--coverage-file',
      options.coverageFile.endsWith('.info') ? lcovText(coverage) : jsonText(coverageDocument(coverage)),
    );
  return { report: raw, code: codeOf(report, coverage, options) };
}

/** Runs suites; `isPretty`: people are told, while they run and at the end. */
async function runAndTell(
  session: Session,
  documents: readonly SuiteDocument[],
  isPretty: boolean,
  terminal: Terminal,
) {
  const { options, named } = session;
  const isCase = options.filter === undefined ? () => true : caseFilter(options.filter);
  const cases = documents.flatMap(({ suite }) => suite?.testCases.filter((one) => isCase(suite, one)) ?? []);
  const total = { suites: documents.length, cases: cases.length };
  const progress = isPretty ? createProgress(terminal, total, named) : undefined;
  let raw: TestReport;
  try {
    raw = await run(session, documents, progress);
  } finally {
    progress?.close();
  }
  const report = located(masked(raw, environmentMask()), named);
  const coverage = await coverageFor(session, documents, raw);
  const width = terminal.interactive ? terminal.size().columns : 120;
  const view = { paint: terminal.paint, width, sources: await sourcesOf(session, documents, raw) };
  if (isPretty) {
    terminal.out(endText(report, view));
    if (coverage) terminal.out(coverageText(coverage, thresholdsOf(options), terminal.paint));
  }
  return { raw, report, coverage, view };
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

async function coverageFor(
  session: Session,
  documents: readonly SuiteDocument[],
  report: TestReport,
): Promise<Coverage | undefined> {
  const { coverage, coverageThreshold, coverageThresholdFlow, coverageFile } = session.options;
  if (!coverage && (coverageThreshold ?? coverageThresholdFlow ?? coverageFile) === undefined)
    return undefined;
  const { coverageOf } = await import('../../runner/testing/coverage/index.ts');
  return coverageOf(await flowsOf(session, documents, report), report);
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
  options: TestOptions,
): number {
  if (suites.some(({ violations }) => isInvalid(violations))) return exitCodes.refused;
  if (counts.failed + counts.errors > 0) return exitCodes.failed;
  const isThin = coverage !== undefined && belowThreshold(coverage, thresholdsOf(options)).length > 0;
  return isThin ? exitCodes.failed : exitCodes.ok;
}
