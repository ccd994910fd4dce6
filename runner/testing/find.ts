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
  const suites: SuiteSource[] = [];
  // In parts, for a process may open only so many files at once.
  for (let at = 0; at < files.length; at += 100) {
    const read = await Promise.all(files.slice(at, at + 100).map((file) => readSuite(repository, file)));
    suites.push(...read.filter((suite) => suite !== undefined));
  }
  return suites;
}

/** `undefined` where the file holds something else. */
async function readSuite(
  repository: Pick<Repository, 'readSuite'>,
  file: string,
): Promise<SuiteSource | undefined> {
  try {
    const suite = await repository.readSuite(file);
    return (await isSuite(suite.source)) ? suite : undefined;
  } catch (error) {
    return { file, source: '', problem: error instanceof Error ? error.message : String(error) };
  }
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
