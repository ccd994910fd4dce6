import { relative, resolve, sep } from 'node:path';
import type { Registry } from '../../runner/plugin/registry.ts';
import { roleOf } from '../../runner/repository/layout.ts';
import type { Repository } from '../../runner/repository/types.ts';
import type { SuiteDocument, SuiteSource } from '../../runner/testing/types.ts';
import { readText } from '../files.ts';
import { type Shared, shownPath } from '../target.ts';

/** Whether a file that was named holds unit tests: its content says so, where its folder does not make it a flow. */
export async function isSuiteFile(path: string, root: string): Promise<boolean> {
  if (roleOf(relative(root, path).split(sep).join('/'))?.kind === 'flow') return false;
  const { isSuite } = await import('../../runner/testing/find.ts');
  return isSuite(await readText(path, shownPath(path)));
}

/** The suites of a repository whose files are wanted. */
export async function suitesOf(
  repository: Repository,
  isWanted: (file: string) => boolean = () => true,
): Promise<SuiteSource[]> {
  if (!(await repository.suiteFiles()).some(isWanted)) return [];
  const { findSuites } = await import('../../runner/testing/find.ts');
  return (await findSuites(repository)).filter(({ file }) => isWanted(file));
}

/** Checks suites that lie in a folder, by their absolute paths. */
export async function checkSuiteFiles(
  paths: readonly string[],
  shared: Shared,
  registry: Registry,
): Promise<SuiteDocument[]> {
  const sources = await Promise.all(
    paths.map(async (path): Promise<SuiteSource> => {
      const file = shownPath(resolve(path));
      return readText(path, file).then(
        (source) => ({ file, source }),
        (error: Error) => ({ file, source: '', problem: error.message }),
      );
    }),
  );
  return checkSuiteSources(sources, shared, registry);
}

/** Checks suites against the flows of their repository. */
export async function checkSuiteSources(
  sources: readonly SuiteSource[],
  { repository, namespaces }: Shared,
  registry: Registry,
): Promise<SuiteDocument[]> {
  if (sources.length === 0) return [];
  const { checkSuites } = await import('../../runner/testing/validate.ts');
  return checkSuites(repository, registry, namespaces, sources);
}
