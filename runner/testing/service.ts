import type { Backend } from '../backend/types.ts';
import { isMapping } from '../flow/values.ts';
import { readYaml } from '../flow/yaml.ts';
import type { SuiteChoice, TestsAccess } from '../plugin/instance.ts';
import type { Repository } from '../repository/types.ts';
import { findSuites } from './find.ts';
import { parseSuite } from './parse.ts';
import { type RunOptions, runSuites } from './run.ts';
import type { SuiteDocument, TestSuiteRunResult } from './types.ts';

/** How suites are run, and where their results are kept. */
export interface TestServiceOptions extends Pick<RunOptions, 'registry' | 'pluginDefaults' | 'globals'> {
  backend: Pick<Backend, 'testResults'>;
}

/** A suite or case that is not there, or a file that holds no valid suite; the message is for people. */
export class SuiteRefused extends Error {
  override name = 'SuiteRefused';
  /** `missing`: there is no such suite or case. `invalid`: it cannot be run. */
  readonly reason: 'missing' | 'invalid';
  constructor(reason: SuiteRefused['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Runs suites of a repository for the API and for tasks, and keeps what came of them (surfaces §1.5, §1.6). */
export function testService({
  backend,
  ...options
}: TestServiceOptions): (repository: Repository) => TestsAccess {
  return (repository) => {
    const run = async (
      documents: readonly SuiteDocument[],
      filter?: RunOptions['filter'],
    ): Promise<TestSuiteRunResult[]> => {
      const report = await runSuites(documents, { ...options, repository, ...(filter && { filter }) });
      const results = report.suites.map(({ result }) => result);
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

/** Every suite of a repository, those that are not valid included. */
export async function suiteDocuments(repository: Repository): Promise<SuiteDocument[]> {
  return (await findSuites(repository)).map((found) => parseSuite(found.source, found));
}

/** What a suite is about; of one that is not valid what its text says. */
export function identityOf({ suite, source }: SuiteDocument): {
  id?: unknown;
  namespace?: unknown;
  flowId?: unknown;
} {
  if (suite) return suite;
  const { value } = readYaml(source);
  return isMapping(value) ? value : {};
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
