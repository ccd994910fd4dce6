import { join } from 'node:path';
import type { Auth } from './auth.ts';
import { bareGit } from './git.ts';
import { createPayloads } from './payloads.ts';
import {
  ApiError,
  type FakeCheckRun,
  type FakeComment,
  type FakeIssue,
  type FakePull,
  type FakeRepository,
  type FakeUser,
  type RepositoryOptions,
} from './types.ts';
import type { Webhooks } from './webhooks.ts';

/** Everything the fake GitHub holds, and the one way through which refs move. */
export interface World {
  readonly auth: Auth;
  readonly payloads: ReturnType<typeof createPayloads>;
  readonly repositories: FakeRepository[];
  readonly pulls: FakePull[];
  readonly issues: FakeIssue[];
  readonly comments: FakeComment[];
  readonly checkRuns: FakeCheckRun[];
  readonly statuses: {
    repository: FakeRepository;
    sha: string;
    state: string;
    context: string;
    description: string;
  }[];
  readonly reviewRequests: { pull: FakePull; reviewers: string[]; teams: string[] }[];
  readonly dispatches: { repository: FakeRepository; kind: string; body: unknown }[];
  now(): number;
  stamp(): string;
  nextId(): number;
  nextNumber(repository: FakeRepository): number;
  user(login: string): FakeUser;
  bot(): FakeUser;
  find(owner: string, name: string): FakeRepository;
  /** Installation that has the repository; `undefined`: none. */
  installationOf(repository: FakeRepository): number | undefined;
  installations(): Map<number, { account: string; repositories: Set<number>; suspended: boolean }>;
  suiteOf(repository: FakeRepository, sha: string): number;
  create(options: RepositoryOptions & { parent?: FakeRepository }): Promise<FakeRepository>;
  /** Moves a branch, whoever asks for it, and tells the App (github §7.2). */
  moveBranch(
    repository: FakeRepository,
    branch: string,
    sha: string | undefined,
    by: FakeUser,
    options?: { force?: boolean },
  ): Promise<void>;
  /** Emits an event of a repository, where the App is installed on it. */
  emit(repository: FakeRepository, event: string, payload: Record<string, unknown>, by: FakeUser): void;
  pullPayload(pull: FakePull): Promise<ReturnType<World['payloads']['pull']>>;
}

const zero = '0'.repeat(40);

export interface WorldOptions {
  auth: Auth;
  folder: string;
  webhooks: Webhooks;
  apiUrl(): string;
  now(): number;
  nextId(): number;
}

export function createWorld({ auth, folder, webhooks, apiUrl, now, nextId }: WorldOptions): World {
  const payloads = createPayloads(auth.app, apiUrl);
  const numbers = new Map<number, number>();
  const users = new Map<string, FakeUser>();
  const suites = new Map<string, number>();
  const installations = new Map<number, { account: string; repositories: Set<number>; suspended: boolean }>();

  const world: World = {
    auth,
    payloads,
    repositories: [],
    pulls: [],
    issues: [],
    comments: [],
    checkRuns: [],
    statuses: [],
    reviewRequests: [],
    dispatches: [],
    now,
    stamp: () => new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    nextId,
    nextNumber(repository) {
      const next = (numbers.get(repository.id) ?? 0) + 1;
      numbers.set(repository.id, next);
      return next;
    },
    user(login) {
      const known = users.get(login);
      if (known) return known;
      const made: FakeUser = { id: nextId(), login, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
      users.set(login, made);
      return made;
    },
    bot: () => world.user(`${auth.app.slug}[bot]`),
    find(owner, name) {
      const found = world.repositories.find(
        (one) =>
          one.owner.toLowerCase() === owner.toLowerCase() && one.name.toLowerCase() === name.toLowerCase(),
      );
      if (!found) throw new ApiError(404, 'Not Found');
      return found;
    },
    installationOf(repository) {
      for (const [id, { repositories }] of installations) if (repositories.has(repository.id)) return id;
      return undefined;
    },
    installations: () => installations,
    suiteOf(repository, sha) {
      const key = `${repository.id} ${sha}`;
      const known = suites.get(key);
      if (known !== undefined) return known;
      const id = nextId();
      suites.set(key, id);
      return id;
    },
    async create({
      owner = 'acme',
      name = 'flows',
      files = {},
      private: isPrivate = false,
      defaultBranch = 'main',
      parent,
    }) {
      const id = nextId();
      const git = await bareGit(join(folder, `${id}.git`));
      if (parent) {
        await git.git(['fetch', '--quiet', parent.git.folder, '+refs/heads/*:refs/heads/*']);
      } else {
        const tree = await git.tree(undefined, { 'README.md': `# ${name}\n`, ...files });
        await git.setRef(`refs/heads/${defaultBranch}`, await git.commit(tree, [], 'Begin'));
      }
      await git.git(['symbolic-ref', 'HEAD', `refs/heads/${defaultBranch}`]);
      const repository: FakeRepository = {
        id,
        owner,
        name,
        private: isPrivate,
        archived: false,
        defaultBranch,
        git,
        roles: new Map([[owner, 'admin']]),
        ...(parent && { parent }),
      };
      world.repositories.push(repository);
      return repository;
    },
    async moveBranch(repository, branch, sha, by, { force = false } = {}) {
      const { git } = repository;
      const ref = `refs/heads/${branch}`;
      const before = await git.ref(ref);
      if (before === sha) return;
      if (before && sha && !force && (await git.mergeBase(before, sha)) !== before)
        throw new ApiError(422, 'Update is not a fast forward');
      await git.setRef(ref, sha);
      await told(repository, branch, before, sha, by, force);
    },
    emit(repository, event, payload, by) {
      const installation = world.installationOf(repository);
      if (installation === undefined || installations.get(installation)!.suspended) return;
      webhooks.emit(event, {
        ...payload,
        repository: payloads.repository(repository),
        installation: { id: installation, node_id: `I_${installation}` },
        sender: payloads.user(by),
      });
    },
    async pullPayload(pull) {
      return payloads.pull(pull, (await pull.repository.git.ref(`refs/heads/${pull.base}`)) ?? zero);
    },
  };

  /** What GitHub tells when a branch moved. */
  const told = async (
    repository: FakeRepository,
    branch: string,
    before: string | undefined,
    sha: string | undefined,
    by: FakeUser,
    forced: boolean,
  ) => {
    const ref = `refs/heads/${branch}`;
    const head = sha && (await commitOf(repository, sha));
    if (!before)
      world.emit(
        repository,
        'create',
        {
          ref: branch,
          ref_type: 'branch',
          master_branch: repository.defaultBranch,
          description: null,
          pusher_type: 'user',
        },
        by,
      );
    world.emit(
      repository,
      'push',
      {
        ref,
        before: before ?? zero,
        after: sha ?? zero,
        created: !before,
        deleted: !sha,
        forced,
        base_ref: null,
        compare: `${apiUrl()}/compare`,
        commits: head ? [head] : [],
        head_commit: head || null,
        pusher: { name: by.login, email: `${by.login}@users.example.com` },
      },
      by,
    );
    if (!sha) {
      world.emit(repository, 'delete', { ref: branch, ref_type: 'branch', pusher_type: 'user' }, by);
      return;
    }
    world.emit(
      repository,
      'check_suite',
      {
        action: 'requested',
        check_suite: {
          id: world.suiteOf(repository, sha),
          head_branch: branch,
          head_sha: sha,
          status: 'queued',
          conclusion: null,
          before: before ?? zero,
          after: sha,
          pull_requests: [],
          app: payloads.app(),
          created_at: world.stamp(),
          updated_at: world.stamp(),
        },
      },
      by,
    );
    for (const pull of world.pulls)
      if (pull.state === 'open' && pull.headRepository === repository && pull.head === branch) {
        const old = pull.headSha;
        pull.headSha = sha;
        pull.updatedAt = world.stamp();
        await mirrorHead(pull);
        world.emit(
          pull.repository,
          'pull_request',
          {
            action: 'synchronize',
            number: pull.number,
            before: old,
            after: sha,
            pull_request: await world.pullPayload(pull),
          },
          by,
        );
      }
  };
  return world;
}

/** The head of a pull request is a ref of its base repository, also where it comes from a fork. */
export async function mirrorHead(pull: FakePull): Promise<void> {
  const { git } = pull.repository;
  if (pull.headRepository !== pull.repository)
    await git.git(['fetch', '--quiet', pull.headRepository.git.folder, pull.headSha]);
  await git.setRef(`refs/pull/${pull.number}/head`, pull.headSha);
}

/** A commit as payloads of pushes hold it. */
async function commitOf(repository: FakeRepository, sha: string): Promise<Record<string, unknown>> {
  const text = await repository.git.text(['log', '-1', '--format=%T%n%aI%n%an%n%ae%n%B', sha]);
  const [tree, timestamp, name, email, ...message] = text.split('\n');
  const parent = await repository.git.ref(`${sha}^`);
  const changes = parent ? await repository.git.diff(parent, sha) : [];
  const paths = (status: string) => changes.filter((one) => one.status === status).map(({ path }) => path);
  return {
    id: sha,
    tree_id: tree,
    distinct: true,
    message: message.join('\n').trimEnd(),
    timestamp,
    url: `https://github.example/${repository.owner}/${repository.name}/commit/${sha}`,
    author: { name, email, username: name },
    committer: { name, email, username: name },
    added: paths('A'),
    removed: paths('D'),
    modified: paths('M'),
  };
}
