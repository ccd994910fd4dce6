import { isMapping, type Mapping } from '../flow/values.ts';
import { readYaml } from '../flow/yaml.ts';
import type { Repository } from '../repository/types.ts';
import { findSuites } from './find.ts';
import { parseSuite } from './parse.ts';
import type { SuiteDocument } from './types.ts';

/** Every suite of a repository, those that are not valid included. */
export async function suiteDocuments(
  repository: Pick<Repository, 'suiteFiles' | 'readSuite'>,
): Promise<SuiteDocument[]> {
  return (await findSuites(repository)).map((found) => parseSuite(found.source, found));
}

/** What a suite says as it is written; empty where its text is no mapping. */
export function writtenSuite({ source }: Pick<SuiteDocument, 'source'>): Mapping {
  const { value } = readYaml(source);
  return isMapping(value) ? value : {};
}

/** What a suite is about; of one that is not valid what its text says. */
export function identityOf(document: SuiteDocument): { id?: unknown; namespace?: unknown; flowId?: unknown } {
  return document.suite ?? writtenSuite(document);
}

/**
 * Where a new suite is written: beside the folder of its flow, `company.team/flows/…` and `company.team/tests/…`; without a flow in
 * `tests/`. Where another suite has that file, its name gets the namespace.
 */
export async function newSuiteFile(
  repository: Pick<Repository, 'suiteFiles' | 'findFlow'>,
  { namespace, flowId }: { namespace: string; flowId: string },
  name: string,
): Promise<string> {
  const flow = await repository.findFlow(namespace, flowId);
  const folders = flow?.file.split('/').slice(0, -1) ?? ['tests'];
  const at = folders.findIndex((folder) => folder === 'flows' || folder === '_flows');
  if (at !== -1) folders[at] = folders[at] === 'flows' ? 'tests' : '_tests';
  const folder = folders.join('/');
  const taken = await repository.suiteFiles();
  const short = `${folder}/${name}.yaml`;
  return taken.includes(short) ? `${folder}/${namespace}.${name}.yaml` : short;
}
