import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { flowIdentity } from '../../runner/repository/index.ts';
import type { Repository } from '../../runner/repository/types.ts';
import type { SuiteDocument, SuiteSource } from '../../runner/testing/types.ts';
import { Refusal } from '../errors.ts';
import { readText, statOf } from '../files.ts';
import { rootFor } from '../target.ts';

/** The root of the repository that paths lie in: `--repo`, else the one around the first path. */
export function rootOf(paths: readonly string[], repo: string | undefined): string {
  const [first] = paths;
  if (first === undefined || repo !== undefined) return rootFor(repo, process.cwd());
  const path = resolve(first);
  return rootFor(undefined, statOf(path, first)?.isDirectory() ? path : dirname(path));
}

/** The suites that are meant. */
export interface Selection {
  suites: SuiteSource[];
  /** Whether a suite is meant, once it is read: all are not read before. */
  isMeant(document: SuiteDocument): boolean;
}

/**
 * The suites that paths mean: a suite's file, a folder with suites or with flows, a flow's file. Without paths all are meant.
 * `isTree`: paths are those in the repository. Throws `Refusal` for a path that means nothing.
 */
export async function select(
  paths: readonly string[],
  found: readonly SuiteSource[],
  repository: Repository,
  isTree: boolean,
): Promise<Selection> {
  if (paths.length === 0) return { suites: [...found], isMeant: () => true };
  const files = new Set<string>();
  const flows = new Set<string>();
  const loose: SuiteSource[] = [];
  const flowFiles = await repository.flowFiles();
  for (const path of paths) {
    const file = isTree ? path.replace(/^\.\/|\/+$/g, '') : below(repository.root, path);
    const isIn = (name: string) =>
      file === '' || file === '.' || name === file || name.startsWith(`${file}/`);
    const suites = found.filter((suite) => isIn(suite.file));
    for (const suite of suites) files.add(suite.file);
    if (suites.length > 0) continue;
    const flowsIn = flowFiles.filter(isIn);
    for (const flow of flowsIn) {
      const identity = await flowIdentity((await repository.readFlow(flow)).source);
      if (identity) flows.add(`${identity.namespace}.${identity.id}`);
    }
    if (flowsIn.length > 0) continue;
    const suite = isTree ? undefined : await looseSuite(path, file);
    if (suite === undefined)
      throw new Refusal(`There are no suites and no flows in ${path}.\n${whereSuitesAre}`);
    loose.push(suite);
  }
  const isNamed = (file: string) => files.has(file) || loose.some((suite) => suite.file === file);
  return {
    suites: [...found.filter(({ file }) => flows.size > 0 || files.has(file)), ...loose],
    isMeant: ({ file, suite }) =>
      isNamed(file) || (suite !== undefined && flows.has(`${suite.namespace}.${suite.flowId}`)),
  };
}

/** For messages: where suites are looked for, and how one begins. */
export const whereSuitesAre = `Suites are the YAML files below a folder named tests, such as company.team/tests/hello.yaml:

  id: hello_suite
  namespace: company.team
  flowId: hello
  testCases:
    - { id: greets, type: io.kestra.core.tests.flow.UnitTest,
        assertions: [{ value: "{{ execution.state }}", equalTo: SUCCESS }] }`;

/** A path in the repository, with slashes; empty for its root. */
function below(root: string, path: string): string {
  const inside = relative(root, resolve(path));
  if (inside.startsWith('..') || isAbsolute(inside))
    throw new Refusal(`${path} lies outside of the repository ${root}. --repo names another one.`);
  return inside.split(sep).join('/');
}

/** A file that lies in no folder of suites, but was named. */
async function looseSuite(path: string, file: string): Promise<SuiteSource | undefined> {
  const kind = statOf(resolve(path), path);
  if (kind === undefined) throw new Refusal(`Cannot read ${path}: there is no such file or folder.`);
  return kind.isDirectory() ? undefined : { file, source: await readText(resolve(path), path) };
}
