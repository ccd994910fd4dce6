import type { Repository } from '../repository/types.ts';
import type { SuiteSource } from './types.ts';

/**
 * The suites of a repository (architecture, decision 7), sorted by file: the YAML files below folders named `tests` that are
 * written as one. Other files there are let be. One that cannot be read is given with its `problem`.
 */
export async function findSuites(
  repository: Pick<Repository, 'suiteFiles' | 'readSuite'>,
): Promise<SuiteSource[]> {
  const files = await repository.suiteFiles();
  const sources = await Promise.all(
    files.map((file) =>
      repository
        .readSuite(file)
        .catch((error: Error): SuiteSource => ({ file, source: '', problem: error.message })),
    ),
  );
  const suites = await Promise.all(
    sources.map(async (suite: SuiteSource) => suite.problem !== undefined || (await isSuite(suite.source))),
  );
  return sources.filter((_, index) => suites[index]);
}

/**
 * Whether a text is meant as a suite: it has `testCases` or `flowId` at its root. Found by looking at its lines, for content of
 * block scalars is indented; an unusual way of writing (JSON) is parsed.
 */
export async function isSuite(source: string): Promise<boolean> {
  if (/^\uFEFF?["']?(?:testCases|flowId)["']?[ \t]*:/m.test(source)) return true;
  if (!source.includes('testCases') && !source.includes('flowId')) return false;
  const { readYaml } = await import('../flow/yaml.ts');
  const { value } = readYaml(source);
  return typeof value === 'object' && value !== null && ('testCases' in value || 'flowId' in value);
}
