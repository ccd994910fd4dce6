import { resolve } from 'node:path';
import type { FlowDocument } from '../../runner/flow/types.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import { type Namespaces, namespaceReader } from '../../runner/repository/index.ts';
import type { Repository } from '../../runner/repository/types.ts';
import { caseFilter } from '../../runner/testing/caseFilter.ts';
import type { SuiteDocument, TestReport } from '../../runner/testing/types.ts';
import { flowSettings, openRegistry, openRepository, readFlow } from '../compose.ts';
import { messageOf, Refusal } from '../errors.ts';
import type { FlowSettings } from '../serve/config.ts';
import { shownPath } from '../target.ts';
import type { TestOptions } from './options.ts';
import { rootOf, select, whereSuitesAre } from './select.ts';

/** What the runs of a command share. Files are named by their paths from the repository's root. */
export interface Session {
  paths: readonly string[];
  options: TestOptions;
  /** Of the repository's folder. */
  root: string;
  repository: Repository;
  registry: Registry;
  settings: FlowSettings;
  /** Of the repository as it is now. */
  namespaces(): Promise<Namespaces>;
  /** How a file of the repository is called where a person reads. */
  named(file: string): string;
}

/** Opens what tests need. Throws `Refusal` where the repository or its settings cannot be read. */
export async function openSession(paths: readonly string[], options: TestOptions): Promise<Session> {
  const root = rootOf(options.ref === undefined ? paths : [], options.repo);
  const [registry, repository, settings] = await Promise.all([
    openRegistry(),
    openRepository(root, options.ref),
    flowSettings(root),
  ]);
  const read = namespaceReader(registry, settings);
  return {
    ...{ paths, options, root, repository, registry, settings },
    namespaces: () => read(repository),
    named: (file) => (options.ref === undefined ? shownPath(resolve(root, file)) : file),
  };
}

/** The suites that the command line means, with at least one of the cases it means. Throws `Refusal` where there are none. */
export async function readSuites({ paths, options, repository }: Session): Promise<SuiteDocument[]> {
  const { findSuites } = await import('../../runner/testing/find.ts');
  const { parseSuite } = await import('../../runner/testing/parse.ts');
  const found = await findSuites(repository);
  const { suites, isMeant } = await select(paths, found, repository, options.ref !== undefined);
  const documents = suites.map((suite) => parseSuite(suite.source, suite)).filter(isMeant);
  if (documents.length === 0) {
    const where = paths.length === 0 ? `in ${repository.root}` : `for ${paths.join(' ')}`;
    throw new Refusal(`There are no unit tests ${where}.\n${whereSuitesAre}`);
  }
  const { filter } = options;
  if (filter === undefined) return documents;
  const isCase = caseFilter(filter);
  const filtered = documents.filter(({ suite, file }) =>
    // What cannot be read has no name but its file's.
    suite === undefined ? file.includes(filter) : suite.testCases.some((testCase) => isCase(suite, testCase)),
  );
  if (filtered.length > 0) return filtered;
  const names = documents.flatMap(({ suite }) => suite?.testCases.map(({ id }) => `${suite.id}/${id}`) ?? []);
  const some = names.slice(0, 10).join(', ');
  throw new Refusal(
    `--filter ${filter}: no case is named so. There are ${some}${names.length > 10 ? ', …' : ''}. A filter is a part or a glob of SUITE/CASE, or NAMESPACE.FLOW.`,
  );
}

/** Texts of the files that a report speaks of, for excerpts, by how they are called where a person reads. */
export async function sourcesOf(
  { repository, namespaces, named }: Session,
  documents: readonly SuiteDocument[],
  report: TestReport,
): Promise<Map<string, string>> {
  const shared = (await namespaces()).documents;
  const sources = new Map([...documents, ...shared].map(({ file, source }) => [file, source]));
  const flows = new Set(await repository.flowFiles());
  for (const { file } of report.suites.flatMap(({ violations }) => violations)) {
    if (sources.has(file) || !flows.has(file)) continue;
    try {
      sources.set(file, (await repository.readFlow(file)).source);
    } catch {
      // The violation says that it cannot be read.
    }
  }
  return new Map([...sources].map(([file, source]) => [named(file), source]));
}

/** The flows of a report's suites; all flows of the repository where no path and no filter was given. */
export async function flowsOf(
  { paths, options, repository, registry, namespaces }: Session,
  suites: readonly SuiteDocument[],
  report: TestReport,
): Promise<FlowDocument[]> {
  const isAll = paths.length === 0 && options.filter === undefined;
  const names = new Set(report.suites.map(({ result }) => `${result.namespace}.${result.flowId}`));
  const shared = await namespaces();
  const { flowReader } = await import('../../runner/testing/flows.ts');
  // Those with tasks that are not installed, but mocked, are flows only together with their suites.
  const read = flowReader(repository, registry, shared, suites);
  const tested = await Promise.all(
    report.suites.map(async ({ result }) => (await read(result.namespace, result.flowId)).document),
  );
  const documents = [...new Set(tested)].filter((document) => document !== undefined);
  const known = new Set(documents.map(({ file }) => file));
  for (const file of await repository.flowFiles()) {
    if (known.has(file)) continue;
    try {
      documents.push(await readFlow((await repository.readFlow(file)).source, file, registry, shared));
    } catch (error) {
      throw new Refusal(`Cannot read ${file}: ${messageOf(error)}`, { cause: error });
    }
  }
  return documents.filter(({ flow }) => isAll || (flow && names.has(`${flow.namespace}.${flow.id}`)));
}
