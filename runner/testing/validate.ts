import type { Violation } from '../flow/types.ts';
import type { Registry } from '../plugin/registry.ts';
import type { Namespaces } from '../repository/index.ts';
import type { Repository } from '../repository/types.ts';
import { checkSuite } from './check.ts';
import { findSuites } from './find.ts';
import { flowReader } from './flows.ts';
import { parseSuite } from './parse.ts';
import type { SuiteDocument, SuiteSource } from './types.ts';

/**
 * Everything that can be known to be wrong with suites before they run: each with its own violations, those against its flow
 * (surfaces §1.1–1.3), and ids that two suites of a namespace share.
 *
 * @param sources the suites that are meant; by default all of the repository
 */
export async function checkSuites(
  repository: Repository,
  registry: Registry,
  namespaces: Namespaces,
  sources?: readonly SuiteSource[],
): Promise<SuiteDocument[]> {
  const documents = (sources ?? (await findSuites(repository))).map((source) =>
    parseSuite(source.source, source),
  );
  const flowOf = flowReader(repository, registry, namespaces, documents);
  const repeated = repetitions(documents);
  return Promise.all(
    documents.map(async (document) => {
      const { suite, violations } = document;
      if (!suite) return document;
      const { document: flow, registry: types } = await flowOf(suite.namespace, suite.flowId);
      const against = await checkSuite(document, { flow, repository, registry: types });
      return { ...document, violations: [...violations, ...against, ...(repeated.get(document) ?? [])] };
    }),
  );
}

/** A suite whose id another one has could not be told from it. */
function repetitions(documents: readonly SuiteDocument[]): Map<SuiteDocument, Violation[]> {
  const first = new Map<string, SuiteDocument>();
  const found = new Map<SuiteDocument, Violation[]>();
  for (const document of documents) {
    const { suite, file, locate } = document;
    if (!suite) continue;
    const name = `${suite.namespace}.${suite.id}`;
    const other = first.get(name);
    if (!other) first.set(name, document);
    else {
      const message = `the test suite ${name} is declared in ${other.file} too`;
      const place = locate(['id']) ?? { line: 1, column: 1 };
      found.set(document, [{ file, ...place, path: 'id', message, severity: 'error' }]);
    }
  }
  return found;
}
