import manifest from '../package.json' with { type: 'json' };
import type { Violation } from '../runner/flow/types.ts';
import { count } from '../runner/report/markdown.ts';
import { belowThreshold } from '../runner/testing/coverage/threshold.ts';
import { annotationsOf } from '../runner/testing/report/annotations.ts';
import { workflowCommands } from '../runner/testing/report/commands.ts';
import { stateOf, testDocument } from '../runner/testing/report/json.ts';
import { junitXml } from '../runner/testing/report/junit.ts';
import { located } from '../runner/testing/report/located.ts';
import { headline } from '../runner/testing/report/markdown.ts';
import { sarif } from '../runner/testing/report/sarif.ts';
import type { TestReport } from '../runner/testing/types.ts';
import type { Environment, Inputs } from './inputs.ts';
import { readSuites, suiteViolations } from './suites.ts';
import { summaryMarkdown } from './summary.ts';
import { validateFlows } from './validate.ts';
import { namer, openWorkspace, type Workspace } from './workspace.ts';

/** What validation and tests found, in every form that it is told in. */
export interface Checked {
  hasFailed: boolean;
  /** One line. */
  headline: string;
  /** Annotations, as workflow commands. */
  commands: string;
  markdown: string;
  /** JUnit; absent where no test was to be run. */
  junit?: string;
  sarif: string;
  json: string;
  /** Of cases; 0 where none was run. */
  counts: { passed: number; failed: number; skipped: number; flows: number };
}

/** Validates the flows, and in the mode `test` runs their unit tests (github §5.4). `changed`: paths from the root of the checkout. */
export async function checkRepository(
  inputs: Inputs,
  environment: Environment,
  changed: ReadonlySet<string>,
): Promise<Checked> {
  const workspace = await openWorkspace(inputs);
  const named = namer(inputs);
  const { documents, violations: found } = await validateFlows(workspace, inputs);
  const suites = await readSuites(workspace, inputs);
  const raw = inputs.mode === 'test' ? await tested(workspace, suites, inputs, environment) : undefined;
  const report = raw && located(raw, named);
  const own = [...found, ...(raw === undefined ? suiteViolations(suites) : [])];
  const violations = own.map((each) => ({ ...each, file: named(each.file) }));
  const flows = documents.map((document) => ({ ...document, file: named(document.file) }));
  const coverage = raw && (await coverageOf(documents, raw, inputs));
  const annotations = annotationsOf(report, { violations, changed });
  const hasFailed = isFailure(violations, report, coverage?.isLow ?? false, inputs);
  return {
    hasFailed,
    headline: [
      headlineOf(violations, flows.length),
      ...(report && report.suites.length > 0 ? [headline(report)] : []),
      ...(coverage ? [`coverage ${coverage.percent} %`] : []),
    ].join('; '),
    commands: workflowCommands(annotations),
    markdown: summaryMarkdown({ documents: flows, violations, report, coverage, changed }),
    ...(report && { junit: junitXml(report) }),
    sarif: JSON.stringify(sarif(violations, { version: manifest.version, ...(report && { report }) })),
    json: JSON.stringify({
      violations,
      ...(report && { tests: testDocument(report) }),
      ...(coverage && { coverage: coverage.percent }),
    }),
    counts: {
      passed: report?.counts.passed ?? 0,
      failed: (report?.counts.failed ?? 0) + (report?.counts.errors ?? 0),
      skipped: report?.counts.skipped ?? 0,
      flows: flows.length,
    },
  };
}

async function tested(
  workspace: Workspace,
  suites: Awaited<ReturnType<typeof readSuites>>,
  inputs: Inputs,
  environment: Environment,
): Promise<TestReport> {
  const { runTests } = await import('./tests.ts');
  return runTests(workspace, suites, inputs, environment);
}

async function coverageOf(
  documents: Parameters<typeof summaryMarkdown>[0]['documents'],
  report: TestReport,
  { coverageThreshold: threshold }: Inputs,
) {
  if (threshold === undefined) return undefined;
  const room = await import('../runner/testing/coverage/index.ts');
  const coverage = room.coverageOf(documents, report);
  const isLow = belowThreshold(coverage, { total: threshold }).length > 0;
  return { percent: coverage.total.percent, threshold, isLow };
}

function isFailure(
  violations: readonly Violation[],
  report: TestReport | undefined,
  isThin: boolean,
  { failOn }: Inputs,
): boolean {
  if (failOn === 'never') return false;
  if (
    violations.some(
      ({ severity }) => severity === 'error' || (failOn === 'warning' && severity === 'warning'),
    )
  )
    return true;
  if (report && ['ERROR', 'FAILED'].includes(stateOf(report))) return true;
  return isThin;
}

function headlineOf(violations: readonly Violation[], flows: number): string {
  const errors = violations.filter(({ severity }) => severity === 'error').length;
  const others = violations.length - errors;
  const remarks = others === 0 ? '' : `, ${count(others, 'remark')}`;
  return `${count(flows, 'flow')}: ${errors === 0 ? 'valid' : count(errors, 'error')}${remarks}`;
}
