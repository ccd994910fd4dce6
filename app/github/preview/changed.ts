import type { Registry } from '../../../runner/plugin/registry.ts';
import type { GitTree } from '../../../runner/repository/index.ts';
import type { GitHubRepository, Trust, Workspace } from '../types.ts';
import type { Snapshot } from '../verdict/snapshot.ts';
import type { Preview, Verdict } from '../verdict/types.ts';
import { previewChange } from './index.ts';

/** A judged commit of a pull request. */
export interface JudgedPull {
  repository: GitHubRepository;
  verdict: Verdict;
  before?: GitTree;
  after: GitTree;
  trust: Trust;
}

/** Runs what a pull request changes without consequences (github §9). */
export type Previews = (judged: JudgedPull) => Promise<Preview[]>;

export interface PreviewsParts {
  registry: Registry;
  read(tree: GitTree): Promise<Snapshot>;
  /** Whose recorded outputs may be shown, where there is one. */
  production(repository: GitHubRepository): Promise<Workspace | undefined>;
}

/** Flows that are run, and the time after which no further one is begun, milliseconds: the verdict waits for them. */
const mostFlows = 10;
const budget = 8_000;

/** Previews of the changed flows that are valid and have no unit test. What was recorded in production is not shown to forks (github §8.1). */
export function createPreviews({ registry, read, production }: PreviewsParts): Previews {
  return async ({ repository, verdict, before, after, trust }) => {
    const broken = new Set(
      verdict.violations.filter(({ severity }) => severity === 'error').map(({ file }) => file),
    );
    // What has a unit test is shown by it.
    const untested =
      verdict.untested && new Set(verdict.untested.map(({ namespace, id }) => `${namespace}.${id}`));
    const changed = verdict.flows.filter(
      ({ change, path, name }) =>
        name &&
        !broken.has(path) &&
        (change === 'added' || change === 'modified' || change === 'renamed') &&
        (untested?.has(`${name.namespace}.${name.id}`) ?? true),
    );
    const workspace = trust === 'fork' ? undefined : await production(repository);
    const recorded = workspace && {
      backend: workspace.backend,
      mask: (text: string) => workspace.engine.mask(text),
    };
    const [old, now] = [before && (await read(before)), await read(after)];
    const end = performance.now() + budget;
    const previews: Preview[] = [];
    for (const { name } of changed.slice(0, mostFlows)) {
      if (performance.now() > end) break;
      const [base, head] = [sideOf(old, name!), sideOf(now, name!)];
      const preview = await previewChange({
        registry,
        ...(base && { base }),
        ...(head && { head }),
        ...(recorded && { recorded }),
      });
      if (preview) previews.push(preview);
    }
    return previews;
  };
}

function sideOf(snapshot: Snapshot | undefined, { namespace, id }: { namespace: string; id: string }) {
  for (const { flow } of snapshot?.documents.values() ?? [])
    if (flow?.id === id && flow.namespace === namespace) return { flow, repository: snapshot!.tree };
  return undefined;
}
