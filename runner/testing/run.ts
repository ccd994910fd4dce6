import { availableParallelism } from 'node:os';
import { chance, newSeed } from '../execution/ids.ts';
import type { PluginDefault } from '../flow/defaults.ts';
import type { Violation } from '../flow/types.ts';
import type { Registry } from '../plugin/registry.ts';
import type { Confinement } from '../plugin/types.ts';
import { type Namespaces, namespaceReader } from '../repository/index.ts';
import type { Repository } from '../repository/types.ts';
import { createPool } from '../worker/pool.ts';
import { type CaseContext, caseReport, nothing, runCase } from './case.ts';
import { checkSuite } from './check.ts';
import { flowReader, type TestedFlow } from './flows.ts';
import { identityOf } from './suites.ts';
import type {
  CaseReport,
  SuiteDocument,
  SuiteReport,
  TestCase,
  TestCounts,
  TestReport,
  TestState,
  TestSuite,
} from './types.ts';

/** How suites are run. */
export interface RunOptions {
  /** Where flows and namespace files are read. */
  repository: Repository;
  registry: Registry;
  /** For `secret()` and `envs`; default: the process's. */
  environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Cases that are meant; default: all. */
  filter?: ((suite: TestSuite, testCase: TestCase) => boolean) | undefined;
  /** Cases that run at once; default: four for each core, for most of them wait most of the time. */
  concurrency?: number | undefined;
  listener?: RunListener | undefined;
  /** Strangers wrote the tests: only mocked tasks and such that compute run, and nothing of this machine is reached. */
  sandboxed?: boolean | undefined;
  /** As those of an engine. */
  pluginDefaults?: readonly PluginDefault[] | undefined;
  globals?: Readonly<Record<string, unknown>> | undefined;
  /** What the namespaces of the repository share, where it was read already. */
  namespaces?: Namespaces | undefined;
  /** Milliseconds of real time that a case may take; default 60,000. */
  timeout?: number | undefined;
  /** Milliseconds that all may take: cases are ended then, and those that did not begin are an ERROR. Default: no limit. */
  totalTimeout?: number | undefined;
  /** What tasks that really run may reach; default: all. */
  confinement?: Confinement | undefined;
}

/** Told of the run as it goes on. */
export interface RunListener {
  suiteStarted?(document: SuiteDocument): void;
  caseEnded?(report: CaseReport, document: SuiteDocument): void;
  suiteEnded?(report: SuiteReport): void;
}

/**
 * Runs unit tests of flows (surfaces §1.3, §1.4): the cases at once, as many as `concurrency` says, each by itself. A suite that is
 * not valid, or whose flow is not, is an ERROR with its violations. Never rejects for what is wrong with tests or flows.
 */
export async function runSuites(
  documents: readonly SuiteDocument[],
  options: RunOptions,
): Promise<TestReport> {
  const began = performance.now();
  const { repository, registry, concurrency = availableParallelism() * 4 } = options;
  const deadline = began + (options.totalTimeout ?? Number.POSITIVE_INFINITY);
  const read = namespaceReader(registry, { pluginDefaults: options.pluginDefaults });
  const flows = flowReader(repository, registry, options.namespaces ?? (await read(repository)), documents);
  const pool = createPool();
  const work: (() => Promise<void>)[] = [];
  const suites = documents.map((document) => {
    const suite = planned(document, flows, { ...options, pool, deadline });
    work.push(...suite.work);
    return suite;
  });
  try {
    await atOnce(work, concurrency);
  } finally {
    await pool.close();
  }
  const reports = suites.map(({ report }) => report());
  return { suites: reports, duration: performance.now() - began, counts: countsOf(reports) };
}

/** `deadline`: when all must have ended, as `performance.now()` tells the time. */
type CaseOptions = RunOptions & Pick<CaseContext, 'pool'> & { deadline: number };

interface Planned {
  /** One piece for each case, or one for all of a suite that is not run. */
  work: (() => Promise<void>)[];
  /** Once all work is done. */
  report(): SuiteReport;
}

function planned(
  document: SuiteDocument,
  flows: (namespace: string, flowId: string) => Promise<TestedFlow>,
  options: CaseOptions,
): Planned {
  const { suite, file } = document;
  const { listener, filter, repository } = options;
  const indexes =
    suite?.testCases.flatMap((one, index) => ((filter?.(suite, one) ?? true) ? [index] : [])) ?? [];
  const isRun = suite !== undefined && !suite.disabled && indexes.length > 0;
  const cases = new Map<number, CaseReport>();
  const violations: Violation[] = suite ? [] : [...document.violations];
  let began: { at: number; date: string } | undefined;
  let made: SuiteReport | undefined;
  let checked: Promise<Checked> | undefined;
  let left = isRun ? indexes.length : 1;

  const begin = () => {
    if (began) return;
    began = { at: performance.now(), date: new Date().toISOString() };
    listener?.suiteStarted?.(document);
  };
  const end = () => {
    if (--left > 0) return;
    const { at, date } = began!;
    const results = indexes.flatMap((index) => cases.get(index) ?? []);
    const identity = identityOf(document);
    made = {
      result: {
        id: chance(newSeed()).id(),
        testSuiteId: String(identity.id ?? ''),
        namespace: String(identity.namespace ?? ''),
        flowId: String(identity.flowId ?? ''),
        state: suiteState(suite, violations, results),
        startDate: date,
        endDate: new Date().toISOString(),
        results: results.map(({ result }) => result),
      },
      file,
      duration: performance.now() - at,
      cases: results,
      violations,
    };
    listener?.suiteEnded?.(made);
  };
  const check = async (): Promise<Checked> => {
    const tested = await flows(suite!.namespace, suite!.flowId);
    const found = await checkSuite(document, {
      flow: tested.document,
      repository,
      registry: tested.registry,
    });
    const errors = found.filter(({ severity }) => severity === 'error');
    const invalid = tested.document?.flow ? undefined : (tested.document?.violations ?? []);
    // Without a flow, no case can run.
    const own = invalid
      ? [...errors, ...invalid.filter(({ severity }) => severity === 'error')]
      : errors.filter(({ path }) => !path.startsWith('testCases['));
    violations.push(...own);
    return { tested, errors };
  };
  const runOne = (index: number) => async () => {
    begin();
    checked ??= check();
    const { tested, errors } = await checked;
    const flow = tested.document?.flow;
    if (violations.length === 0 && flow) {
      const report = await oneCase(document, index, { tested, errors }, options);
      cases.set(index, report);
      listener?.caseEnded?.(report, document);
    }
    end();
  };
  return {
    work: isRun
      ? indexes.map(runOne)
      : [
          async () => {
            begin();
            end();
          },
        ],
    report: () => made!,
  };
}

/** A flow, and what is wrong with a suite about it. */
interface Checked {
  tested: TestedFlow;
  errors: readonly Violation[];
}

async function oneCase(
  document: SuiteDocument,
  index: number,
  { tested, errors }: Checked,
  options: CaseOptions,
): Promise<CaseReport> {
  const testCase = document.suite!.testCases[index]!;
  const flow = tested.document!.flow!;
  if (testCase.disabled) return caseReport(document, index, flow, nothing(), 'SKIPPED');
  const left = options.deadline - performance.now();
  if (left <= 0) {
    const message = `The case was not run: the ${options.totalTimeout! / 1000} s for all tests were over`;
    const errors = [{ message, path: ['testCases', index] }];
    return caseReport(document, index, flow, { ...nothing(), errors });
  }
  const own = errors.filter(({ path }) => path.startsWith(`testCases[${testCase.id}]`));
  if (own.length === 0) {
    const { repository, pool, environment, globals, pluginDefaults, sandboxed, confinement } = options;
    const timeout = Math.ceil(Math.min(options.timeout ?? 60_000, left));
    const { registry } = tested;
    return runCase(document, index, flow, {
      ...{
        repository,
        pool,
        environment,
        globals,
        pluginDefaults,
        sandboxed,
        confinement,
        timeout,
        registry,
      },
    });
  }
  const report = caseReport(document, index, flow, nothing(), 'ERROR');
  report.result.errors = own.map(({ message }) => ({ message }));
  report.errorPlaces = own.map(({ file, line, column }) => ({ file, line, column }));
  return report;
}

/** The worst of its cases (surfaces §1.4). */
function suiteState(
  suite: TestSuite | undefined,
  violations: readonly Violation[],
  cases: readonly CaseReport[],
): TestState {
  if (!suite || violations.length > 0) return 'ERROR';
  const states = new Set(cases.map(({ result }) => result.state));
  if (states.has('ERROR')) return 'ERROR';
  if (states.has('FAILED')) return 'FAILED';
  return suite.disabled || !states.has('SUCCESS') ? 'SKIPPED' : 'SUCCESS';
}

async function atOnce(work: readonly (() => Promise<void>)[], most: number): Promise<void> {
  const left = work.values();
  const take = async () => {
    for (const one of left) await one();
  };
  await Promise.all(Array.from({ length: Math.max(1, most) }, take));
}

/** Cases of suites by what came of them (surfaces §1.4). */
export function countsOf(suites: readonly SuiteReport[]): TestCounts {
  const states = suites.flatMap(({ cases }) => cases.map(({ result }) => result.state));
  const count = (state: TestState) => states.filter((one) => one === state).length;
  return {
    suites: suites.length,
    cases: states.length,
    passed: count('SUCCESS'),
    failed: count('FAILED'),
    errors:
      count('ERROR') +
      suites.filter(({ result, cases }) => result.state === 'ERROR' && cases.length === 0).length,
    skipped: count('SKIPPED'),
  };
}
