import { found, invalid, page, type RouteContext, type Routes } from '../router.ts';
import { ApiError, type FakePull, type FakeRepository, type FakeUser } from '../types.ts';
import { mirrorHead, type World } from '../world.ts';

/** Pull requests (github §10). */
export const pullRoutes: Routes = {
  async 'GET /repos/{owner}/{repo}/pulls'({ repository, world, query }) {
    const repo = repository('pull_requests');
    const state = query.get('state') ?? 'open';
    const head = query.get('head');
    const base = query.get('base');
    const all = world.pulls.filter(
      (one) =>
        one.repository === repo &&
        (state === 'all' || one.state === state) &&
        (!head || `${one.headRepository.owner}:${one.head}` === head) &&
        (!base || one.base === base),
    );
    const shown = await Promise.all(all.toReversed().map(world.pullPayload));
    return page(shown, query);
  },
  async 'GET /repos/{owner}/{repo}/pulls/{number}'(context) {
    return { body: await context.world.pullPayload(pullOf(context, 'read')) };
  },
  async 'POST /repos/{owner}/{repo}/pulls'({ repository, world, body, caller }) {
    const repo = repository('pull_requests', 'write');
    const by = caller.kind === 'user' ? world.user(caller.login) : world.bot();
    const [owner, head] = body.head.includes(':') ? body.head.split(':') : [repo.owner, body.head];
    const from =
      owner === repo.owner
        ? repo
        : found(world.repositories.find((one) => one.owner === owner && one.parent === repo));
    const pull = await openPull(world, repo, { from, by, ...body, head });
    return { status: 201, body: await world.pullPayload(pull) };
  },
  async 'PATCH /repos/{owner}/{repo}/pulls/{number}'(context) {
    const pull = pullOf(context, 'write');
    const { world, body, caller } = context;
    if (body.title !== undefined) pull.title = body.title;
    if (body.body !== undefined) pull.body = body.body;
    pull.updatedAt = world.stamp();
    if (body.state !== undefined && body.state !== pull.state) {
      const by = caller.kind === 'user' ? world.user(caller.login) : world.bot();
      await setPullState(world, pull, body.state, by);
    }
    return { body: await world.pullPayload(pull) };
  },
  async 'GET /repos/{owner}/{repo}/pulls/{number}/files'(context) {
    const { repository, headSha, base } = pullOf(context, 'read');
    const { git } = repository;
    const from = found(await git.mergeBase(`refs/heads/${base}`, headSha));
    const files = (await git.diff(from, headSha)).slice(0, 3_000).map(({ path, status }) => ({
      sha: null,
      filename: path,
      status: { A: 'added', M: 'modified', D: 'removed', R: 'renamed' }[status] ?? 'changed',
      additions: 0,
      deletions: 0,
      changes: 0,
      blob_url: '',
      raw_url: '',
      contents_url: '',
    }));
    return page(files, context.query);
  },
  'GET /repos/{owner}/{repo}/pulls/{number}/reviews': (context) => {
    pullOf(context, 'read');
    return { body: [] };
  },
  async 'POST /repos/{owner}/{repo}/pulls/{number}/requested_reviewers'(context) {
    const pull = pullOf(context, 'write');
    const { world, body } = context;
    const { reviewers = [], team_reviewers: teams = [] } = body as {
      reviewers?: string[];
      team_reviewers?: string[];
    };
    if (reviewers.includes(pull.user.login))
      throw new ApiError(422, 'Review cannot be requested from pull request author.');
    world.reviewRequests.push({ pull, reviewers, teams });
    return { status: 201, body: await world.pullPayload(pull) };
  },
  async 'PUT /repos/{owner}/{repo}/pulls/{number}/merge'(context) {
    const pull = pullOf(context, 'write');
    const { world, caller } = context;
    const sha = await mergePull(world, pull, caller.kind === 'user' ? world.user(caller.login) : world.bot());
    return { body: { sha, merged: true, message: 'Pull Request successfully merged' } };
  },
};

function pullOf({ repository, params, world }: RouteContext, level: 'read' | 'write'): FakePull {
  const repo = repository('pull_requests', level);
  return found(world.pulls.find((one) => one.repository === repo && one.number === Number(params['number'])));
}

export interface OpenPull {
  from: FakeRepository;
  by: FakeUser;
  head: string;
  base: string;
  title: string;
  body?: string;
  draft?: boolean;
  maintainer_can_modify?: boolean;
}

/** Opens a pull request and tells the App. */
export async function openPull(
  world: World,
  repository: FakeRepository,
  options: OpenPull,
): Promise<FakePull> {
  const { from, by, head, base, title, body = '', draft = false } = options;
  const headSha = await from.git.ref(`refs/heads/${head}`);
  if (!headSha) invalid('PullRequest', 'head', 'head does not exist');
  const baseSha = await repository.git.ref(`refs/heads/${base}`);
  if (!baseSha) invalid('PullRequest', 'base', 'base does not exist');
  if (baseSha === headSha) throw new ApiError(422, `No commits between ${base} and ${head}`);
  if (
    world.pulls.some(
      (one) => one.state === 'open' && one.headRepository === from && one.head === head && one.base === base,
    )
  )
    throw new ApiError(422, `A pull request already exists for ${from.owner}:${head}.`);
  const pull: FakePull = {
    id: world.nextId(),
    number: world.nextNumber(repository),
    repository,
    title,
    body,
    user: by,
    headRepository: from,
    head,
    headSha: headSha!,
    base,
    state: 'open',
    draft,
    merged: false,
    maintainerCanModify: options.maintainer_can_modify ?? false,
    createdAt: world.stamp(),
    updatedAt: world.stamp(),
  };
  world.pulls.push(pull);
  await mirrorHead(pull);
  const payload = { action: 'opened', number: pull.number, pull_request: await world.pullPayload(pull) };
  world.emit(repository, 'pull_request', payload, by);
  return pull;
}

/** Closes or reopens a pull request. */
export async function setPullState(
  world: World,
  pull: FakePull,
  state: 'open' | 'closed',
  by: FakeUser,
): Promise<void> {
  pull.state = state;
  pull.updatedAt = world.stamp();
  const action = state === 'closed' ? 'closed' : 'reopened';
  const payload = { action, number: pull.number, pull_request: await world.pullPayload(pull) };
  world.emit(pull.repository, 'pull_request', payload, by);
}

/** Merges with a merge commit; the push and the closed pull request are told. */
export async function mergePull(world: World, pull: FakePull, by: FakeUser): Promise<string> {
  const { git } = pull.repository;
  if (pull.state !== 'open') throw new ApiError(405, 'Pull Request is not mergeable');
  const base = found(await git.ref(`refs/heads/${pull.base}`));
  const tree = await git.mergeTree(base, pull.headSha);
  if (!tree) throw new ApiError(405, 'Pull Request is not mergeable');
  const sha = await git.commit(
    tree,
    [base, pull.headSha],
    `Merge pull request #${pull.number}\n\n${pull.title}`,
    { name: by.login },
  );
  pull.merged = true;
  pull.mergeSha = sha;
  await world.moveBranch(pull.repository, pull.base, sha, by);
  await setPullState(world, pull, 'closed', by);
  return sha;
}
