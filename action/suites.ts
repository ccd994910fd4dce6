import type { Violation } from '../runner/flow/types.ts';
import { findSuites } from '../runner/testing/find.ts';
import type { SuiteDocument } from '../runner/testing/types.ts';
import { checkSuites } from '../runner/testing/validate.ts';
import type { Inputs } from './inputs.ts';
import { isIn, matcher, type Workspace } from './workspace.ts';

/** The suites that the inputs mean, checked against their flows. */
export async function readSuites(
  { repository, registry, namespaces }: Workspace,
  { tests, namespace }: Pick<Inputs, 'tests' | 'namespace'>,
): Promise<SuiteDocument[]> {
  const isMeant = matcher(tests);
  const sources = (await findSuites(repository)).filter(({ file }) => isMeant(file));
  const documents = await checkSuites(repository, registry, namespaces, sources);
  return documents.filter(({ suite }) => suite === undefined || isIn(suite.namespace, namespace));
}

/** What is wrong with suites, where they are not run. */
export function suiteViolations(documents: readonly SuiteDocument[]): Violation[] {
  return documents.flatMap(({ violations }) => violations);
}
