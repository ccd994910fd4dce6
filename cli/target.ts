import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { suggest } from '../runner/flow/suggest.ts';
import type { Flow, FlowDocument } from '../runner/flow/types.ts';
import type { Registry } from '../runner/plugin/registry.ts';
import { flowIdentity } from '../runner/repository/index.ts';
import type { Repository } from '../runner/repository/types.ts';
import { openRepository, readFlow } from './compose.ts';
import { Refusal } from './errors.ts';
import { readText, statOf } from './files.ts';
import type { Paint } from './paint.ts';
import { violationLine, violationReport } from './report/violations.ts';
import { findRoot } from './root.ts';

/** A flow that a command line names, and the repository it belongs to. */
export interface Target {
  repository: Repository;
  /** Path as messages show it: relative to the current folder where it lies below. */
  file: string;
  source: string;
}

/**
 * Finds the flow that `FILE` or `NAMESPACE.FLOW` names. The repository is `repo`, or the one around the file or the
 * current folder. Throws `Refusal` where there is no such flow.
 */
export async function findTarget(name: string, repo: string | undefined): Promise<Target> {
  if (name === '') throw new Refusal('Expected a flow file or NAMESPACE.FLOW, found an empty text.');
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
    return { repository, file: shownPath(path), source: await readText(path, name) };
  }
  const repository = await openRepository(rootFor(repo, process.cwd()));
  const found = await findByName(repository, name);
  return { repository, file: shownPath(resolve(repository.root, found.file)), source: found.source };
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

/** Parses a target. Throws `Refusal` with every violation where the flow is invalid. */
export async function parseTarget(
  target: Target,
  registry: Registry,
  paint: Paint,
): Promise<FlowDocument & { flow: Flow }> {
  const document = await readFlow(target.source, target.file, registry);
  if (document.flow) return document as FlowDocument & { flow: Flow };
  const errors = document.violations.filter(({ severity }) => severity === 'error');
  throw new Refusal(`Invalid flow: ${errors.map(violationLine).join('\n')}`, {
    report: `${violationReport(errors, new Map([[target.file, target.source]]), paint)}\n${paint.red('error:')} ${target.file} is not valid, nothing was executed.`,
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
