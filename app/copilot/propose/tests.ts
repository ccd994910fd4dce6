import type { Flow, Violation } from '../../../runner/flow/types.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import type { Repository } from '../../../runner/repository/types.ts';
import { fixtureFor } from '../../../runner/testing/fixtures.ts';
import { checkSuites } from '../../../runner/testing/index.ts';
import { hasOutsideEffects } from '../../../runner/testing/record/tasks.ts';
import { annotationsOf } from '../../../runner/testing/report/annotations.ts';
import { runSuites } from '../../../runner/testing/run.ts';
import type { CaseReport, SuiteDocument, TestReport } from '../../../runner/testing/types.ts';
import { placesOf } from '../../../runner/validation/index.ts';
import type { Surroundings } from '../types.ts';
import { suitesOf } from './suite.ts';

/** Milliseconds of real time for one case, and for all. */
const limits = { timeout: 20_000, totalTimeout: 90_000 } as const;

/** What came of the tests of a proposal. */
export interface Tested {
  report: TestReport;
  /** Why it may not be proposed. Empty: all that must pass passes. */
  violations: Violation[];
}

/** What is tested. */
export interface TestedProposal {
  flow: Flow;
  /** With the files as they would be. */
  repository: Repository;
  /** Path of the suite that the model wrote. */
  written?: string | undefined;
}

/**
 * Runs the suites of a flow as it would be, as those of strangers are run: nothing outside is reached, and there are no secrets
 * (issue “Copilot”; github §8.2). All cases of the suite that the model wrote must pass and mock what acts outside; of the other
 * suites those cases that pass today. `undefined` where the flow has no suites.
 */
export async function testProposal(
  { flow, repository, written }: TestedProposal,
  surroundings: Surroundings,
): Promise<Tested | undefined> {
  const { registry, namespaces } = surroundings;
  const found = await suitesOf(repository, flow);
  if (found.length === 0) return undefined;
  const suites = await checkSuites(repository, registry, namespaces, found);
  const own = suites.find(({ file }) => file === written);
  const report = await run(suites, repository, surroundings);
  const broken = errorsOf(report);
  const others = broken.filter(({ file }) => file !== written);
  const before = others.length > 0 ? await failingBefore(flow, surroundings) : undefined;
  return {
    report,
    violations: [
      ...(own?.violations.filter(({ severity }) => severity === 'error') ?? []),
      ...(own ? unmocked(own, flow, registry, report) : []),
      ...broken.filter(({ file, path }) => file === written || !before?.has(`${file} ${path}`)),
    ],
  };
}

async function run(
  suites: readonly SuiteDocument[],
  repository: Repository,
  { registry, namespaces }: Surroundings,
): Promise<TestReport> {
  return runSuites(suites, { repository, registry, namespaces, sandboxed: true, ...limits });
}

/** What fails with the flow as it is: it is no fault of the proposal. */
async function failingBefore(flow: Flow, surroundings: Surroundings): Promise<ReadonlySet<string>> {
  const { repository } = surroundings;
  const report = await run(await suitesOf(repository, flow), repository, surroundings);
  return new Set(errorsOf(report).map(({ file, path }) => `${file} ${path}`));
}

/** What went wrong, at its line; `path` names the suite and the case. */
function errorsOf(report: TestReport): Violation[] {
  return annotationsOf(report).flatMap(({ file, line, column, level, title, message }): Violation[] =>
    level === 'error' ? [{ file, line, column, path: title, message, severity: 'error' }] : [],
  );
}

/** Tasks that act outside and would have acted: no test may depend on what is there. */
function unmocked(
  { suite, file, locate }: SuiteDocument,
  flow: Flow,
  registry: Registry,
  { suites }: TestReport,
): Violation[] {
  if (!suite) return [];
  const outside = new Set(
    placesOf(flow, registry.resolve).flatMap(({ task, disabled }) =>
      !disabled && hasOutsideEffects(task, registry) ? [task.id] : [],
    ),
  );
  const ran = suites.filter((one) => one.file === file).flatMap(({ cases }) => cases);
  const told = (id: string, path: (string | number)[], name: string): Violation => ({
    file,
    ...(locate(path) ?? { line: 1, column: 1 }),
    path: name,
    message: `the task '${id}' acts outside: give the case a fixture for it`,
    severity: 'error',
  });
  const inCases = suite.testCases.flatMap((testCase, index) => {
    const report = ran.find(({ result }) => result.testId === testCase.id);
    const missing = report ? runWithoutFixture(report, testCase.fixtures.tasks, outside) : [];
    return missing.map((id) => told(id, ['testCases', index], `testCases[${testCase.id}]`));
  });
  const mocked = new Set(suite.testCases.flatMap(({ fixtures }) => fixtures.tasks.map(({ id }) => id)));
  const known = new Set(inCases.map(({ message }) => message));
  const nowhere = [...outside]
    .filter((id) => !mocked.has(id))
    .map((id) => told(id, ['testCases'], 'testCases'));
  return [...inCases, ...nowhere.filter(({ message }) => !known.has(message))];
}

function runWithoutFixture(
  { execution }: CaseReport,
  fixtures: Parameters<typeof fixtureFor>[0],
  outside: ReadonlySet<string>,
): string[] {
  const runs = execution?.taskRunList ?? [];
  const ids = runs
    .filter(({ taskId, value, state }) => {
      const isSkipped = state.current === 'SKIPPED';
      return !isSkipped && outside.has(taskId) && fixtureFor(fixtures, taskId, value) === undefined;
    })
    .map(({ taskId }) => taskId);
  return [...new Set(ids)];
}
