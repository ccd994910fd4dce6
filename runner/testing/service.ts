import type { Backend } from '../backend/types.ts';
import type { SuiteChoice, TestsAccess } from '../plugin/instance.ts';
import type { Repository } from '../repository/types.ts';
import { SuiteRefused } from './errors.ts';
import { masked } from './report/masked.ts';
import { type RunOptions, runSuites } from './run.ts';
import { identityOf, suiteDocuments } from './suites.ts';
import type { SuiteDocument, TestSuiteRunResult } from './types.ts';

/** How suites are run, and where their results are kept. */
export interface TestServiceOptions
  extends Pick<RunOptions, 'registry' | 'pluginDefaults' | 'globals' | 'environment' | 'sandboxed'> {
  backend: Pick<Backend, 'testResults'>;
  /** Takes secrets out of a text, before anything is kept. */
  mask(text: string): string;
}

/** Runs suites of a repository for the API and for tasks, and keeps what came of them (surfaces §1.5, §1.6). */
export function testService({
  backend,
  mask,
  ...options
}: TestServiceOptions): (repository: Repository) => TestsAccess {
  return (repository) => {
    const run = async (
      documents: readonly SuiteDocument[],
      filter?: RunOptions['filter'],
    ): Promise<TestSuiteRunResult[]> => {
      const report = await runSuites(documents, { ...options, repository, ...(filter && { filter }) });
      const results = masked(report, mask).suites.map(({ result }) => result);
      await backend.testResults.add(results);
      return results;
    };
    return {
      async run({ namespace, testId, testCases }) {
        const document = suiteNamed(await suiteDocuments(repository), namespace, testId);
        const cases = document.suite?.testCases.map(({ id }) => id) ?? [];
        const unknown = testCases?.filter((id) => !cases.includes(id)) ?? [];
        if (unknown.length > 0)
          throw new SuiteRefused(
            'missing',
            `The suite ${namespace}.${testId} has no case ${unknown.join(', ')}. Its cases are: ${cases.join(', ')}`,
          );
        const [result] = await run(
          [document],
          testCases && ((_, { id }: { id: string }) => testCases.includes(id)),
        );
        return result!;
      },
      async runAll(choice) {
        const documents = (await suiteDocuments(repository)).filter((document) => isChosen(document, choice));
        const results = await run(documents);
        return {
          requestMade: choice,
          tenantId: 'main',
          numberOfTestSuitesToBeRun: documents.length,
          numberOfTestCasesToBeRun: documents.reduce((n, { suite }) => n + (suite?.testCases.length ?? 0), 0),
          results,
        };
      },
    };
  };
}

/** @throws SuiteRefused where there is none, or it is not valid */
function suiteNamed(documents: readonly SuiteDocument[], namespace: string, id: string): SuiteDocument {
  const found = documents.find((document) => {
    const identity = identityOf(document);
    return identity.namespace === namespace && identity.id === id;
  });
  if (!found)
    throw new SuiteRefused('missing', `There is no test suite ${namespace}.${id} in the repository`);
  const error = found.violations.find(({ severity }) => severity === 'error');
  if (error)
    throw new SuiteRefused(
      'invalid',
      `The test suite ${namespace}.${id} is not valid: ${error.file}:${error.line}:${error.column} ${error.message}`,
    );
  return found;
}

function isChosen(document: SuiteDocument, choice: SuiteChoice): boolean {
  const { namespace, flowId } = identityOf(document);
  const { includeChildNamespaces = true } = choice;
  if (choice.flowId !== undefined && flowId !== choice.flowId) return false;
  if (choice.namespace === undefined || namespace === choice.namespace) return true;
  return includeChildNamespaces && String(namespace).startsWith(`${choice.namespace}.`);
}
