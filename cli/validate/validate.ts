import { dirname, relative, resolve, sep } from 'node:path';
import type { NamespaceDocument } from '../../runner/flow/namespace.ts';
import type { Flow, FlowDocument, Violation } from '../../runner/flow/types.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import type { Namespaces } from '../../runner/repository/namespaces.ts';
import type { Repository } from '../../runner/repository/types.ts';
import type { SuiteDocument } from '../../runner/testing/types.ts';
import { checkFlow, openRegistry, openRepository } from '../compose.ts';
import { exitCodes, messageOf, Refusal } from '../errors.ts';
import { readText, statOf } from '../files.ts';
import { jsonText } from '../report/json.ts';
import { count } from '../report/text.ts';
import { violationReport } from '../report/violations.ts';
import { rootFor, type Shared, sharedIn, shownPath } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { referenceViolations } from './references.ts';
import { checkSuiteFiles, checkSuiteSources, isSuiteFile, suitesOf } from './suites.ts';

/** Options of `tutti validate`. */
export interface ValidateOptions {
  repo?: string;
  ref?: string;
  json?: boolean;
}

/** Checks flows and their unit tests, prints what is wrong, and gives the exit code. Throws `Refusal` where a path cannot be read. */
export async function validate(
  paths: readonly string[],
  options: ValidateOptions,
  terminal: Terminal,
): Promise<number> {
  const registry = await openRegistry();
  const root = rootFor(options.repo, process.cwd());
  const { documents, suites, namespaces, repositories } =
    options.ref === undefined
      ? await inFolders(paths, options.repo, registry)
      : await atCommit(
          paths,
          await sharedIn(await openRepository(root, options.ref), registry, root),
          registry,
        );
  const violations = [
    // Flows have the errors of their namespaces too; each is told once.
    ...new Set([...namespaces, ...documents].flatMap((document) => document.violations)),
    ...(await referenceViolations(documents, repositories, registry)),
    ...duplicates(documents),
    ...suites.flatMap((suite) => suite.violations),
  ];
  const isValid = violations.every(({ severity }) => severity !== 'error');
  if (options.json) terminal.out(jsonText({ valid: isValid, violations }));
  else {
    const others = repositories.flatMap((shared) => shared.namespaces.documents);
    print({ documents, suites, namespaces: others }, violations, terminal);
  }
  return isValid ? exitCodes.ok : exitCodes.failed;
}

/** What is checked, and where the flows are that it runs. */
interface Checked {
  documents: FlowDocument[];
  suites: SuiteDocument[];
  /** The `namespace.yaml` files that are meant; those of the flows count in any case. */
  namespaces: NamespaceDocument[];
  repositories: Shared[];
}

async function inFolders(
  paths: readonly string[],
  repo: string | undefined,
  registry: Registry,
): Promise<Checked> {
  const files = await filesOf(paths, repo);
  const byRoot = Map.groupBy(files, ({ root }) => root);
  const opened = await Promise.all(
    [...byRoot].map(async ([root, of]) => {
      const isNamed = of.every((file) => file.isNamed);
      return [root, await sharedIn(await openRepository(root), registry, root, isNamed)] as const;
    }),
  );
  const shared = new Map(opened);
  const documents: FlowDocument[] = [];
  for (const file of files.filter((one) => !one.isSuite))
    documents.push(await documentOf(file, registry, shared.get(file.root)!.namespaces));
  const suites: SuiteDocument[] = [];
  for (const [root, of] of byRoot) {
    const paths = of.filter((file) => file.isSuite).map(({ path }) => path);
    suites.push(...(await checkSuiteFiles(paths, shared.get(root)!, registry)));
  }
  const meant = paths.map((path) => resolve(path));
  const isMeant = ({ file }: NamespaceDocument) =>
    meant.length === 0 || meant.some((path) => `${resolve(file)}${sep}`.startsWith(`${path}${sep}`));
  const repositories = [...shared.values()];
  const namespaces = repositories.flatMap((one) => one.namespaces.documents).filter(isMeant);
  return { documents, suites, namespaces, repositories };
}

/** The flows and unit tests at a commit: all, or those at or below paths of the repository. */
async function atCommit(paths: readonly string[], shared: Shared, registry: Registry): Promise<Checked> {
  const { repository, namespaces } = shared;
  const wanted = paths.map((path) => path.replace(/^\.\/|\/+$/g, ''));
  const isWanted = (file: string) =>
    wanted.length === 0 ||
    wanted.some((path) => path === '.' || file === path || file.startsWith(`${path}/`));
  const files = (await repository.flowFiles()).filter(isWanted);
  const suites = await checkSuiteSources(await suitesOf(repository, isWanted), shared, registry);
  if (files.length === 0 && suites.length === 0)
    throw new Refusal(`There are no flows in ${[repository.root, ...paths].join(' ')}.`);
  const documents: FlowDocument[] = [];
  for (const file of files) {
    try {
      documents.push(await checkFlow((await repository.readFlow(file)).source, file, registry, namespaces));
    } catch (error) {
      documents.push(unread(file, error));
    }
  }
  const own = namespaces.documents.filter(({ file }) => isWanted(file));
  return { documents, suites, namespaces: own, repositories: [shared] };
}

/** The other flows are checked all the same. */
function unread(file: string, error: unknown): FlowDocument {
  const message = messageOf(error);
  const violation = { file, line: 1, column: 1, path: '', message, severity: 'error' } as const;
  return { file, source: '', violations: [violation], locate: () => undefined };
}

/** A file to check. */
interface CheckedFile {
  /** Absolute. */
  path: string;
  /** Named by the command line, not found in a folder. */
  isNamed: boolean;
  /** Whether it holds unit tests, and no flow. */
  isSuite: boolean;
  /** Of the repository it belongs to. */
  root: string;
}

async function documentOf(
  { path, isNamed }: CheckedFile,
  registry: Registry,
  namespaces: Namespaces,
): Promise<FlowDocument> {
  const file = shownPath(path);
  try {
    return await checkFlow(await readText(path, file), file, registry, namespaces);
  } catch (error) {
    if (isNamed || !(error instanceof Refusal)) throw error;
    return unread(file, error);
  }
}

/** The files meant, each once. */
async function filesOf(paths: readonly string[], repo: string | undefined): Promise<CheckedFile[]> {
  const root = rootFor(repo, process.cwd());
  const found = await Promise.all((paths.length === 0 ? [root] : paths).map((path) => filesAt(path, repo)));
  return [...new Map(found.flat().map((file) => [file.path, file])).values()];
}

async function filesAt(path: string, repo: string | undefined): Promise<CheckedFile[]> {
  const absolute = resolve(path);
  const kind = statOf(absolute, path);
  if (!kind) throw new Refusal(`Cannot read ${path}: there is no such file or folder.`);
  if (!kind.isDirectory()) {
    const root = rootFor(repo, dirname(absolute));
    // A pipe can be read once.
    const isSuite = kind.isFile() && (await isSuiteFile(absolute, root));
    return [{ path: absolute, isNamed: true, isSuite, root }];
  }
  const repository = await openRepository(rootFor(repo, absolute));
  const found = await filesBelow(repository, absolute);
  if (found.length === 0) {
    throw new Refusal(`There are no flows in ${path}. Flows are the YAML files below a folder named flows.`);
  }
  return found.map((file) => ({ ...file, isNamed: false, root: repository.root }));
}

async function filesBelow(
  repository: Repository,
  folder: string,
): Promise<Pick<CheckedFile, 'path' | 'isSuite'>[]> {
  const below = relative(repository.root, folder);
  // A folder outside of --repo is a repository of its own.
  if (below.startsWith('..')) return filesBelow(await openRepository(folder), folder);
  const prefix = below === '' ? '' : `${below.split(sep).join('/')}/`;
  const isBelow = (file: string) => file.startsWith(prefix);
  const flows = (await repository.flowFiles()).filter(isBelow);
  const suites = await suitesOf(repository, isBelow);
  return [
    ...flows.map((file) => ({ path: resolve(repository.root, file), isSuite: false })),
    ...suites.map(({ file }) => ({ path: resolve(repository.root, file), isSuite: true })),
  ];
}

/** A flow that a second file declares could not be told from the first. */
function duplicates(documents: readonly FlowDocument[]): Violation[] {
  const valid = documents.filter(
    (document): document is FlowDocument & { flow: Flow } => document.flow !== undefined,
  );
  const byName = Map.groupBy(valid, ({ flow }) => `${flow.namespace}.${flow.id}`);
  return [...byName].flatMap(([name, [first, ...others]]) =>
    others.map(({ file, locate }) => ({
      file,
      ...(locate(['id']) ?? { line: 1, column: 1 }),
      path: 'id',
      message: `the flow ${name} is declared in ${first!.file} too`,
      severity: 'error' as const,
    })),
  );
}

function print(
  { documents, suites, namespaces }: Omit<Checked, 'repositories'>,
  violations: readonly Violation[],
  terminal: Terminal,
): void {
  const { paint, out, size, interactive } = terminal;
  const sources = new Map([...documents, ...suites, ...namespaces].map(({ file, source }) => [file, source]));
  if (violations.length > 0)
    out(`${violationReport(violations, sources, paint, interactive ? size().columns : 120)}\n`);
  const errors = violations.filter(({ severity }) => severity === 'error');
  const others = violations.length - errors.length;
  const also = others === 0 ? '' : paint.dim(`, ${count(others, 'remark')}`);
  const read = documents.length + suites.length;
  const isOrAre = read === 1 ? 'is' : 'are';
  const wrong = new Set(errors.map(({ file }) => file));
  const all = read + namespaces.filter(({ file }) => wrong.has(file)).length;
  const flowsOrFiles = all === documents.length ? 'flow' : 'file';
  out(
    errors.length === 0
      ? `${paint.green(`✔ ${checkedText(documents, suites)} ${isOrAre} valid`)}${also}\n`
      : `${paint.red(`✖ ${count(errors.length, 'error')} in ${wrong.size} of ${count(all, flowsOrFiles)}`)}${also}\n`,
  );
}

function checkedText(documents: readonly FlowDocument[], suites: readonly SuiteDocument[]): string {
  const flows = count(documents.length, 'flow');
  if (suites.length === 0) return flows;
  const tests = count(suites.length, 'test suite');
  return documents.length === 0 ? tests : `${flows} and ${tests}`;
}
