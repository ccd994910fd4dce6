import { permissionOf } from '../payloads.ts';
import { found, invalid, page, type RouteContext, type Routes } from '../router.ts';
import type { FakeRepository } from '../types.ts';
import { ApiError } from '../types.ts';

/** Repositories: branches, commits, contents, comparison, permissions (github §3.5). */
export const repositoryRoutes: Routes = {
  'GET /repos/{owner}/{repo}': ({ repository, world }) => ({
    body: world.payloads.repository(repository('metadata')),
  }),
  'GET /repositories/{id}'({ world, params }) {
    return {
      body: world.payloads.repository(
        found(world.repositories.find(({ id }) => id === Number(params['id']))),
      ),
    };
  },
  async 'GET /repos/{owner}/{repo}/branches'({ repository, query }) {
    const branches = [...(await repository('contents').git.branches())];
    return page(branches, query, (part) =>
      part.map(([name, sha]) => ({ name, commit: { sha, url: '' }, protected: false })),
    );
  },
  async 'GET /repos/{owner}/{repo}/branches/{branch+}'({ repository, params }) {
    const repo = repository('contents');
    const sha = found(await repo.git.ref(`refs/heads/${params['branch']}`));
    return { body: { name: params['branch'], commit: await commit(repo, sha), protected: false } };
  },
  async 'GET /repos/{owner}/{repo}/commits/{sha}/pulls'({ repository, params, world }) {
    const repo = repository('pull_requests');
    const pulls = world.pulls.filter(
      (one) => one.repository === repo && (one.headSha === params['sha'] || one.mergeSha === params['sha']),
    );
    return { body: await Promise.all(pulls.map(world.pullPayload)) };
  },
  async 'GET /repos/{owner}/{repo}/commits/{sha}/check-runs'({ repository, params, world, query }) {
    const repo = repository('checks');
    const sha = (await repo.git.ref(params['sha']!)) ?? params['sha'];
    const name = query.get('check_name');
    const all = world.checkRuns.filter(
      (run) => run.repository === repo && run.headSha === sha && (name === null || run.name === name),
    );
    const latest =
      query.get('filter') === 'all' ? all : [...new Map(all.map((run) => [run.name, run])).values()];
    return page(latest.toReversed(), query, (part) => ({
      total_count: latest.length,
      check_runs: part.map(world.payloads.checkRun),
    }));
  },
  async 'GET /repos/{owner}/{repo}/commits/{ref+}'({ repository, params }) {
    const repo = repository('contents');
    return { body: await commit(repo, found(await resolve(repo, params['ref']!))) };
  },
  async 'GET /repos/{owner}/{repo}/commits'({ repository, query }) {
    const repo = repository('contents');
    const from = found(await resolve(repo, query.get('sha') ?? repo.defaultBranch));
    const all = (await repo.git.text(['rev-list', from])).trim().split('\n');
    const { body, ...answer } = page(all, query);
    return { ...answer, body: await Promise.all((body as string[]).map((sha) => commit(repo, sha))) };
  },
  async 'GET /repos/{owner}/{repo}/compare/{basehead+}'({ repository, params }) {
    const repo = repository('contents');
    const [base, head] = params['basehead']!.split('...') as [string, string];
    const [from, to] = [found(await resolve(repo, base)), found(await resolve(repo, head))];
    const merge = found(await repo.git.mergeBase(from, to));
    const files = await repo.git.diff(merge, to);
    const count = async (range: string) => Number(await repo.git.text(['rev-list', '--count', range]));
    const ahead = await count(`${from}..${to}`);
    const behind = await count(`${to}..${from}`);
    return {
      body: {
        url: '',
        html_url: '',
        permalink_url: '',
        diff_url: '',
        patch_url: '',
        base_commit: await commit(repo, from),
        merge_base_commit: await commit(repo, merge),
        status: ahead && behind ? 'diverged' : ahead ? 'ahead' : behind ? 'behind' : 'identical',
        ahead_by: ahead,
        behind_by: behind,
        total_commits: ahead,
        commits: [],
        files: files.slice(0, 300).map(({ path, status, previous }) => ({
          sha: null,
          filename: path,
          ...(previous && { previous_filename: previous }),
          status: { A: 'added', M: 'modified', D: 'removed', R: 'renamed' }[status] ?? 'changed',
          additions: 0,
          deletions: 0,
          changes: 0,
          blob_url: '',
          raw_url: '',
          contents_url: '',
        })),
      },
    };
  },
  async 'GET /repos/{owner}/{repo}/contents/{path+}'({ repository, params, query }) {
    const repo = repository('contents');
    const sha = found(await resolve(repo, query.get('ref') ?? repo.defaultBranch));
    const path = params['path']!;
    const [entry] = (await repo.git.entries(sha, true)).filter((one) => one.path === path);
    if (!entry) throw new ApiError(404, 'Not Found');
    if (entry.type === 'tree') {
      const inside = await repo.git.entries(entry.sha, false);
      return {
        body: inside.map((one) => ({
          ...contentFacts(`${path}/${one.path}`, one.sha, one.size ?? 0),
          type: one.type === 'tree' ? 'dir' : 'file',
        })),
      };
    }
    const bytes = await repo.git.git(['cat-file', 'blob', entry.sha]);
    return {
      body: {
        ...contentFacts(path, entry.sha, bytes.length),
        type: 'file',
        encoding: 'base64',
        content: bytes.toString('base64'),
      },
    };
  },
  async 'PUT /repos/{owner}/{repo}/contents/{path+}'(context) {
    const { repository, params, body } = context;
    const repo = repository('contents', 'write');
    const bytes = Buffer.from(body.content, 'base64');
    return write(context, repo, params['path']!, bytes);
  },
  async 'DELETE /repos/{owner}/{repo}/contents/{path+}'(context) {
    const { repository, params } = context;
    return write(context, repository('contents', 'write'), params['path']!, null);
  },
  async 'GET /repos/{owner}/{repo}/tarball/{ref+}'({ repository, params }) {
    const repo = repository('contents');
    const sha = found(await resolve(repo, params['ref']!));
    const raw = await repo.git.git([
      'archive',
      '--format=tar.gz',
      `--prefix=${repo.name}-${sha.slice(0, 7)}/`,
      sha,
    ]);
    return { raw, headers: { 'content-type': 'application/gzip' } };
  },
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission'({ repository, params, world }) {
    const repo = repository('metadata');
    const login = params['username']!;
    const role = repo.roles.get(login) ?? (repo.private ? 'none' : 'read');
    return { body: { ...permissionOf(role), user: world.payloads.user(world.user(login)) } };
  },
  'POST /repos/{owner}/{repo}/dispatches'({ repository, world, body }) {
    const repo = repository('contents', 'write');
    world.dispatches.push({ repository: repo, kind: 'repository', body });
    world.emit(
      repo,
      'repository_dispatch',
      { action: body.event_type, branch: repo.defaultBranch, client_payload: body.client_payload ?? {} },
      world.bot(),
    );
    return { status: 204 };
  },
  'POST /repos/{owner}/{repo}/actions/workflows/{workflow}/dispatches'({ repository, world, params, body }) {
    world.dispatches.push({ repository: repository('actions', 'write'), kind: params['workflow']!, body });
    return { status: 204 };
  },
  'POST /repos/{owner}/{repo}/statuses/{sha}'({ repository, world, params, body }) {
    const repo = repository('statuses', 'write');
    if ((body.description ?? '').length > 140)
      invalid('Status', 'description', 'description is too long (maximum is 140 characters)');
    world.statuses.push({
      repository: repo,
      sha: params['sha']!,
      state: body.state,
      context: body.context ?? 'default',
      description: body.description ?? '',
    });
    return {
      status: 201,
      body: { id: world.nextId(), state: body.state, context: body.context ?? 'default' },
    };
  },
};

function contentFacts(path: string, sha: string, size: number) {
  return {
    name: path.split('/').at(-1),
    path,
    sha,
    size,
    url: '',
    git_url: '',
    html_url: '',
    download_url: null,
    _links: { self: '', git: '', html: '' },
  };
}

/** A branch, tag or SHA. */
async function resolve(repo: FakeRepository, ref: string): Promise<string | undefined> {
  return (
    (await repo.git.ref(`refs/heads/${ref}`)) ?? (await repo.git.ref(`refs/tags/${ref}`)) ?? repo.git.ref(ref)
  );
}

export async function commit(repo: FakeRepository, sha: string): Promise<Record<string, unknown>> {
  const text = await repo.git.text(['log', '-1', '--format=%T%n%P%n%aI%n%cI%n%an%n%ae%n%B', sha]);
  const [tree, parents, authored, committed, name, email, ...message] = text.split('\n');
  return {
    sha,
    node_id: `C_${sha}`,
    url: '',
    html_url: '',
    comments_url: '',
    commit: {
      url: '',
      message: message.join('\n').trimEnd(),
      tree: { sha: tree, url: '' },
      author: { name, email, date: authored },
      committer: { name, email, date: committed },
      comment_count: 0,
      verification: {
        verified: false,
        reason: 'unsigned',
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    author: null,
    committer: null,
    parents: parents!
      .split(' ')
      .filter(Boolean)
      .map((parent) => ({ sha: parent, url: '' })),
  };
}

/** Writes one file as a commit on a branch. */
async function write(
  { world, body, caller }: RouteContext,
  repo: FakeRepository,
  path: string,
  bytes: Uint8Array | null,
) {
  const branch = body.branch ?? repo.defaultBranch;
  const head = found(await repo.git.ref(`refs/heads/${branch}`));
  const [entry] = (await repo.git.entries(head, true)).filter((one) => one.path === path);
  if (entry && body.sha !== entry.sha)
    throw new ApiError(
      body.sha ? 409 : 422,
      body.sha ? `${path} does not match ${body.sha}` : `Invalid request.\n\n"sha" wasn't supplied.`,
    );
  const tree = await repo.git.tree(head, { [path]: bytes });
  const by = caller.kind === 'user' ? world.user(caller.login) : world.bot();
  const sha = await repo.git.commit(tree, [head], body.message, { name: by.login });
  await world.moveBranch(repo, branch, sha, by);
  const blob =
    bytes === null ? undefined : (await repo.git.entries(sha, true)).find((one) => one.path === path);
  return {
    status: entry ? 200 : 201,
    body: {
      content: blob ? contentFacts(path, blob.sha, blob.size ?? 0) : null,
      commit: { sha, message: body.message },
    },
  };
}
