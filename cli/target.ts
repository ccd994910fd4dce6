import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { suggest } from '../runner/flow/suggest.ts';
import type { Flow, FlowDocument } from '../runner/flow/types.ts';
import type { Registry } from '../runner/plugin/registry.ts';
import { flowIdentity, type Namespaces, namespaceReader } from '../runner/repository/index.ts';
import type { Repository } from '../runner/repository/types.ts';
import { flowSettings, openRepository, readFlow } from './compose.ts';
import { Refusal } from './errors.ts';
import { readText, statOf } from './files.ts';
import type { Paint } from './paint.ts';
import { violationLine, violationReport } from './report/violations.ts';
import { findRoot, isRepository } from './root.ts';

/** A flow that a command line names, and the repository it belongs to. */
export interface Target {
  repository: Repository;
  /** The folder of the repository, which state belongs to. */
  root: string;
  /** Named by its file, which may lie in no repository. */
  isNamed?: true;
  /** Number of the flow's revision, where a commit is read. */
  revision?: number;
  /** Path as messages show it: relative to the current folder where it lies below. */
  file: string;
  source: string;
}

/**
 * Finds the flow that `FILE` or `NAMESPACE.FLOW` names. The repository is `repo`, or the one around the file or the
 * current folder; with `ref` it is read as it was committed there. Throws `Refusal` where there is no such flow.
 */
export async function findTarget(name: string, repo: string | undefined, ref?: string): Promise<Target> {
  if (name === '') throw new Refusal('Expected a flow file or NAMESPACE.FLOW, found an empty text.');
  if (ref !== undefined) return targetAt(name, rootFor(repo, process.cwd()), ref);
  const path = resolve(name);
  const kind = statOf(path, name);
  if (kind?.isDirectory()) {
    throw new Refusal(
      `${name} is a folder, expected a flow's file or NAMESPACE.FLOW. \`tutti flows list\` shows the flows.`,
    );
  }
  if (kind !== undefined || /\.ya?ml$/i.test(name)) {
    // A pipe, such as `<(…)`, lies in no repository.
    const start = kind?.isFile() === false ? process.cwd() : dirname(path);
    const repository = await openRepository(rootFor(repo, start));
    const { root } = repository;
    return { repository, root, isNamed: true, file: shownPath(path), source: await readText(path, name) };
  }
  const repository = await openRepository(rootFor(repo, process.cwd()));
  const found = await findByName(repository, name);
  const { root } = repository;
  return { repository, root, file: shownPath(resolve(root, found.file)), source: found.source };
}

/** A flow at a commit, by its name or its path in the repository. */
async function targetAt(name: string, root: string, ref: string): Promise<Target> {
  const repository = await openRepository(root, ref);
  const files = await repository.flowFiles();
  const found = files.includes(name) ? await repository.readFlow(name) : await findByName(repository, name);
  return { repository, root, ...found };
}

/** The root a command works in: `--repo`, which must be a folder, or the one around `start`. */
export function rootFor(repo: string | undefined, start: string): string {
  if (repo === undefined) return findRoot(start);
  const root = resolve(repo);
  if (!statOf(root, repo)?.isDirectory()) throw new Refusal(`--repo: ${repo} is no folder.`);
  return root;
}

/** A path relative to the current folder where it lies below it, else absolute. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : below;
}

/** A repository, and what its flows share. */
export interface Shared {
  repository: Repository;
  namespaces: Namespaces;
}

/**
 * What the flows of a repository share: its `namespace.yaml` files, and the plugin defaults of the `tutti.yaml` in `root`, its
 * folder. Throws `Refusal` where that is wrong.
 *
 * @param isNamed whether only files that were named are read: then a folder that is no repository is not searched
 */
export async function sharedIn(
  repository: Repository,
  registry: Registry,
  root = repository.root,
  isNamed = false,
): Promise<Shared> {
  const { pluginDefaults } = await flowSettings(root);
  // At a commit, paths are those of the repository.
  const named = (file: string) => (root === repository.root ? shownPath(resolve(root, file)) : file);
  const isLoose = isNamed && !isRepository(root);
  const read = namespaceReader(registry, { pluginDefaults, named });
  const namespaces = await read(isLoose ? { ...repository, namespaceSources: async () => [] } : repository);
  return { repository, namespaces };
}

/** Parses a target. Throws `Refusal` with every violation where the flow is invalid. */
export async function parseTarget(
  target: Target,
  registry: Registry,
  paint: Paint,
): Promise<FlowDocument & { flow: Flow }> {
  const { namespaces } = await sharedIn(target.repository, registry, target.root, target.isNamed);
  const document = await readFlow(target.source, target.file, registry, namespaces);
  const { flow } = document;
  if (flow) return { ...document, flow: { ...flow, revision: target.revision ?? flow.revision } };
  const errors = document.violations.filter(({ severity }) => severity === 'error');
  const sources = new Map([target, ...namespaces.documents].map(({ file, source }) => [file, source]));
  throw new Refusal(`Invalid flow: ${errors.map(violationLine).join('\n')}`, {
    report: `${violationReport(errors, sources, paint)}\n${paint.red('error:')} ${target.file} is not valid, nothing was executed.`,
  });
}

/** Both a namespace and an id may hold dots, so every dot may be the one between them. */
async function findByName(repository: Repository, name: string) {
  const dots = [...name.matchAll(/[./]/g)].map(({ index }) => index).reverse();
  for (const dot of dots) {
    const found = await repository.findFlow(name.slice(0, dot).replaceAll('/', '.'), name.slice(dot + 1));
    if (found) return found;
  }
  const sources = await Promise.all((await repository.flowFiles()).map((file) => repository.readFlow(file)));
  const identities = await Promise.all(sources.map(({ source }) => flowIdentity(source)));
  const known = identities.flatMap((flow) => (flow ? `${flow.namespace}.${flow.id}` : []));
  const meant = known.find((flow) => flow.endsWith(`.${name}`)) ?? suggest(name, known);
  throw new Refusal(
    `There is neither a file nor a flow ${name} in ${repository.root}.${meant === undefined ? '' : ` Did you mean ${meant}?`} \`tutti flows list\` shows the flows.`,
  );
}
