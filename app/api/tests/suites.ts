import type { Context } from 'hono';
import type { Violation } from '../../../runner/flow/types.ts';
import { checkSuite } from '../../../runner/testing/check.ts';
import { parseSuite } from '../../../runner/testing/parse.ts';
import { identityOf, suiteDocuments, writtenSuite } from '../../../runner/testing/suites.ts';
import type { SuiteDocument, TestSuite } from '../../../runner/testing/types.ts';
import { jsonBody } from '../body.ts';
import { notFound, Refused } from '../errors.ts';
import { messageOf } from '../flows/documents.ts';
import { parameter } from '../route.ts';
import type { ApiServices } from '../services.ts';

/** A suite that is valid by itself. */
export type StoredSuite = SuiteDocument & { suite: TestSuite };

/** Names a suite. */
export interface SuiteName {
  namespace: string;
  id: string;
}

/** The valid suites that are served, of two that say the same the first one. */
export async function servedSuites({ flows }: ApiServices): Promise<StoredSuite[]> {
  const valid = (await suiteDocuments(flows.repository)).filter(
    (found): found is StoredSuite => !!found.suite,
  );
  return [
    ...new Map(valid.toReversed().map((found) => [suiteName(found.suite), found])).values(),
  ].toReversed();
}

/** The suite that the path names, valid or not. @throws Refused 404 */
export async function suiteNamed({ flows }: ApiServices, context: Context): Promise<SuiteDocument> {
  const [namespace, id] = [parameter(context, 'namespace'), parameter(context, 'id')];
  const found = (await suiteDocuments(flows.repository)).find((document) => {
    const identity = identityOf(document);
    return identity.namespace === namespace && identity.id === id;
  });
  if (!found) throw notFound(`Test suite ${suiteName({ namespace, id })}`);
  return found;
}

/** The suites that a list names. @throws Refused 404 where one does not exist */
export async function suitesNamed(
  services: ApiServices,
  names: readonly SuiteName[],
): Promise<StoredSuite[]> {
  const served = new Map((await servedSuites(services)).map((found) => [suiteName(found.suite), found]));
  const wanted = [...new Set(names.map(suiteName))];
  const missing = wanted.filter((name) => !served.has(name));
  if (missing.length > 0)
    throw new Refused(404, `Nothing was done: there is no test suite ${missing.join(', ')}`);
  return wanted.map((name) => served.get(name)!);
}

/** A list of names in the body, by the property that holds it. @throws Refused 422 */
export async function namesIn(context: Context, property: string): Promise<SuiteName[]> {
  const body = await jsonBody<Record<string, unknown>>(context);
  const names = body[property];
  const isName = (name: SuiteName | null) =>
    typeof name?.namespace === 'string' && typeof name.id === 'string';
  if (!Array.isArray(names) || !names.every(isName))
    throw new Refused(422, `Expected {"${property}": [{"namespace", "id"}]}`);
  return names as SuiteName[];
}

/** What is wrong with a text as a suite, by itself and with its flow. */
export async function checkedSuite(
  { flows, registry }: ApiServices,
  source: string,
  file = 'suite.yaml',
): Promise<SuiteDocument> {
  const document = parseSuite(source, { file });
  const { suite } = document;
  if (!suite) return document;
  const stored = flows.find(suite.namespace, suite.flowId);
  const flow = stored && (await flows.parse(stored.source, stored.file));
  const further = await checkSuite(document, { flow, registry, repository: flows.repository });
  return { ...document, violations: [...document.violations, ...further] };
}

/** The suite of a document. @throws Refused 422 with everything that is wrong */
export function validSuite(document: SuiteDocument): StoredSuite {
  const errors = document.violations.filter(({ severity }: Violation) => severity === 'error').map(messageOf);
  if (errors.length > 0 || !document.suite)
    throw new Refused(422, `Invalid entity: ${errors.join(', ')}`, errors);
  return { ...document, suite: document.suite };
}

/** As Kestra's clients read it: what is written, and its text (surfaces §1.5). */
export function suitePayload(document: SuiteDocument): Record<string, unknown> {
  const { disabled = false, ...written } = writtenSuite(document);
  return { ...written, disabled, source: document.source, deleted: false };
}

/** `company.team.orders_suite`. */
export function suiteName({ namespace, id }: SuiteName): string {
  return `${namespace}.${id}`;
}
