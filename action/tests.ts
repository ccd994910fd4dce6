import { caseFilter } from '../runner/testing/caseFilter.ts';
import { masked } from '../runner/testing/report/masked.ts';
import { runSuites } from '../runner/testing/run.ts';
import type { SuiteDocument, TestReport } from '../runner/testing/types.ts';
import { forFlows } from './environment.ts';
import type { Environment, Inputs } from './inputs.ts';
import { secretMask } from './mask.ts';
import type { Workspace } from './workspace.ts';

/** Runs the suites (surfaces §1). Secrets of the environment are taken out of the report. */
export async function runTests(
  { repository, registry, namespaces, settings }: Workspace,
  documents: readonly SuiteDocument[],
  { filter }: Pick<Inputs, 'filter'>,
  environment: Environment,
): Promise<TestReport> {
  const isCase = filter === undefined ? () => true : caseFilter(filter);
  const meant = documents.filter(
    ({ suite }) => suite === undefined || suite.testCases.some((each) => isCase(suite, each)),
  );
  const report = await runSuites(filter === undefined ? documents : meant, {
    ...{ repository, registry, namespaces, filter: isCase, environment: forFlows(environment) },
    ...settings,
  });
  return masked(report, secretMask(environment));
}
