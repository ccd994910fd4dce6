import type { BranchMoved, CheckRerequested, Handlers, MergeGroup, PullMoved } from '../handlers.ts';
import { pullKey } from '../inbox/describe.ts';
import { type ReconciledPull, reconciled } from '../inbox/truth.ts';
import type { Tests } from '../tests/index.ts';
import type { GitHubRepository } from '../types.ts';
import { createHeads } from './heads.ts';
import { createPublisher, type PublisherParts, verdictCheck } from './publish.ts';
import { createSticky } from './sticky.ts';

export interface PullsParts extends Omit<PublisherParts, 'tests'> {
  /** Unit tests of what is judged. Without them, none are run. */
  tests?: NonNullable<PublisherParts['tests']> & Pick<Tests, 'begin' | 'onShown'>;
  /** Makes a commit of the default branch the running revision. Without it, nothing runs here. */
  deploy?(repository: GitHubRepository, sha: string): Promise<void>;
  /** Lets go of what ran for a pull request. */
  closed?(repository: GitHubRepository, number: number): Promise<void>;
}

/** What is compared with what, so that the same is said once more after a crash. Record `judged`. */
interface Judged {
  base?: string;
  pull?: number;
}

/** From a moved ref to a verdict and a deployment (github §0.5, §0.9, §0.10). */
export function createPulls(parts: PullsParts): Handlers {
  const { services, mirror, checks, deploy, tests } = parts;
  const { records } = services;
  const publish = createPublisher(parts);
  const comment = createSticky(services);
  const heads = createHeads(services);
  /** Heads that were judged last, by repository and number. */
  const judgedHeads = new Map<string, string>();
  const headNow = ({ id }: GitHubRepository, number: number) =>
    judgedHeads.get(`${id}/${number}`) ?? records.get<ReconciledPull>(reconciled, pullKey(id, number))?.head;
  tests?.onShown(async ({ repository, sha, pull, base, trust }) => {
    const isOfPull = pull !== undefined;
    const said =
      (await publish.tested(repository, sha)) ??
      (await publish.end({ repository, sha, base, ...(isOfPull && { trust }) }));
    const isHead = isOfPull && headNow(repository, pull) === sha;
    if (said && isHead) await comment(repository, pull, said.verdict, said.policy.comments.sticky);
  });

  const onDefault = async ({ repository, sha, message, signal }: BranchMoved) => {
    const key = `${repository.id}`;
    const deployed = records.get<string>('deployed', key);
    // What it is compared with stays the same, also where the deployment is already noted.
    const was = { ...(deployed !== undefined && { base: deployed }) };
    records.claim('judged', `${key}/${sha}`, was);
    const { base } = records.get<Judged>('judged', `${key}/${sha}`)!;
    const isSilent = skips(message);
    if (!isSilent) publish.begin(repository, sha!);
    signal.throwIfAborted();
    await deploy?.(repository, sha!);
    records.put('deployed', key, sha);
    if (isSilent) return;
    await publish.end({ repository, sha: sha!, base, isDeployed: true });
    tests?.begin({ repository, sha: sha!, base, trust: 'default' });
  };

  /** An open pull request of this branch, whose head is judged as such. */
  const hasPull = ({ repository, branch }: BranchMoved) =>
    records
      .list<ReconciledPull>(reconciled, `${repository.id} pull `)
      .some(({ value }) => value.headBranch === branch);

  const onBranch = async (hint: BranchMoved) => {
    const { repository, sha, message } = hint;
    if (skips(message) || hasPull(hint)) return;
    const main = records.get<string>('deployed', `${repository.id}`);
    const base = main && (await mirror.mergeBase(repository, main, sha!));
    // Where the branch has a pull request, that one says what it is compared with.
    if (records.get<Judged>('judged', `${repository.id}/${sha}`)?.pull !== undefined) return;
    records.put('judged', `${repository.id}/${sha}`, { ...(base && { base }) });
    publish.begin(repository, sha!);
    await publish.end({ repository, sha: sha!, base, current: () => heads.branch(repository, hint.branch) });
  };

  const pullMoved = async ({ repository, number, head, base: target, isFork, signal }: PullMoved) => {
    const { sha } = head;
    const key = `${repository.id}/${sha}`;
    judgedHeads.set(`${repository.id}/${number}`, sha);
    publish.begin(repository, sha);
    const base = await mirror.mergeBase(repository, target.sha, sha);
    signal.throwIfAborted();
    records.put('judged', key, { ...(base && { base }), pull: number });
    const trust = isFork ? 'fork' : 'branch';
    const current = () => heads.pull(repository, number);
    const said = await publish.end({ repository, sha, base, trust, current });
    // The comment speaks of the head: what replaced this commit is judged next.
    if (!said) return;
    await comment(repository, number, said.verdict, said.policy.comments.sticky);
    tests?.begin({ repository, sha, base, trust, pull: number });
  };

  const mergeGroup = async ({ kind, repository, head, base }: MergeGroup) => {
    if (kind === 'destroyed') return;
    records.put('judged', `${repository.id}/${head.sha}`, { base: base.sha });
    publish.begin(repository, head.sha);
    await publish.end({ repository, sha: head.sha, base: base.sha });
    tests?.begin({ repository, sha: head.sha, base: base.sha, trust: 'branch' });
  };

  const checkRerequested = async ({ repository, sha, check }: CheckRerequested) => {
    const known = records.get<Judged>('judged', `${repository.id}/${sha}`);
    if (!known || (check && check.name !== verdictCheck && !check.name.startsWith(`${verdictCheck} / `)))
      return;
    checks.again({ repository, sha, name: verdictCheck });
    if (check && check.name !== verdictCheck) checks.again({ repository, sha, name: check.name });
    publish.begin(repository, sha);
    await publish.end({ repository, sha, base: known.base });
  };

  return {
    async branchMoved(hint) {
      if (hint.sha === undefined || hint.branch.startsWith('gh-readonly-queue/')) return;
      await (hint.isDefault ? onDefault(hint) : onBranch(hint));
    },
    pullMoved,
    mergeGroup,
    checkRerequested,
    async pullClosed({ repository, number }) {
      judgedHeads.delete(`${repository.id}/${number}`);
      await parts.closed?.(repository, number);
    },
  };
}

/** The commit asks for no checks, as GitHub reads it (github §2.3). */
function skips(message: string | undefined): boolean {
  return /^skip-checks: *true\s*$/im.test(
    message
      ?.trim()
      .split(/\n\s*\n/)
      .at(-1) ?? '',
  );
}
