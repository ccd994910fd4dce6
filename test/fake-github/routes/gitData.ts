import type { Files } from '../git.ts';
import { found, invalid, type Routes } from '../router.ts';
import { ApiError } from '../types.ts';

/** Blobs, trees, commits and refs (github §3.5, §3.7). */
export const gitDataRoutes: Routes = {
  async 'GET /repos/{owner}/{repo}/git/ref/{ref+}'({ repository, params }) {
    const sha = found(await repository('contents').git.ref(`refs/${params['ref']}`));
    return { body: ref(`refs/${params['ref']}`, sha) };
  },
  async 'POST /repos/{owner}/{repo}/git/refs'({ repository, body, world, caller }) {
    const repo = repository('contents', 'write');
    const branch = branchOf(body.ref);
    if (!(await repo.git.has(body.sha, 'commit'))) invalid('Reference', 'sha', 'Object does not exist');
    if (await repo.git.ref(body.ref)) throw new ApiError(422, 'Reference already exists');
    await world.moveBranch(
      repo,
      branch,
      body.sha,
      caller.kind === 'user' ? world.user(caller.login) : world.bot(),
    );
    return { status: 201, body: ref(body.ref, body.sha) };
  },
  async 'PATCH /repos/{owner}/{repo}/git/refs/{ref+}'({ repository, params, body, world, caller }) {
    const repo = repository('contents', 'write');
    const name = `refs/${params['ref']}`;
    if (!(await repo.git.ref(name))) throw new ApiError(422, 'Reference does not exist');
    const by = caller.kind === 'user' ? world.user(caller.login) : world.bot();
    await world.moveBranch(repo, branchOf(name), body.sha, by, { force: body.force === true });
    return { body: ref(name, body.sha) };
  },
  async 'DELETE /repos/{owner}/{repo}/git/refs/{ref+}'({ repository, params, world, caller }) {
    const repo = repository('contents', 'write');
    const name = `refs/${params['ref']}`;
    if (!(await repo.git.ref(name))) throw new ApiError(422, 'Reference does not exist');
    await world.moveBranch(
      repo,
      branchOf(name),
      undefined,
      caller.kind === 'user' ? world.user(caller.login) : world.bot(),
    );
    return { status: 204 };
  },
  async 'GET /repos/{owner}/{repo}/git/trees/{sha}'({ repository, params, query }) {
    const repo = repository('contents');
    const sha = await repo.git.text(['rev-parse', `${params['sha']}^{tree}`]).catch(() => undefined);
    const all = await repo.git.entries(found(sha), query.get('recursive') !== null);
    const tree = all.slice(0, 100_000).map((entry) => ({ ...entry, url: '' }));
    return { body: { sha, url: '', tree, truncated: all.length > tree.length } };
  },
  async 'POST /repos/{owner}/{repo}/git/trees'({ repository, body }) {
    const { git } = repository('contents', 'write');
    const files: Record<string, Files[string]> = {};
    for (const { path, sha, content } of body.tree as {
      path: string;
      sha?: string | null;
      content?: string;
    }[])
      files[path] = sha === null ? null : (content ?? (await git.git(['cat-file', 'blob', sha!])));
    const base = body.base_tree as string | undefined;
    const tree = await git.tree(base, files);
    return {
      status: 201,
      body: { sha: tree, url: '', tree: await git.entries(tree, false), truncated: false },
    };
  },
  async 'GET /repos/{owner}/{repo}/git/blobs/{sha}'({ repository, params }) {
    const { git } = repository('contents');
    const sha = params['sha']!;
    if (!(await git.has(sha, 'blob'))) throw new ApiError(404, 'Not Found');
    const bytes = await git.git(['cat-file', 'blob', sha]);
    return {
      body: {
        sha,
        node_id: sha,
        size: bytes.length,
        url: '',
        encoding: 'base64',
        content: bytes.toString('base64'),
      },
    };
  },
  async 'POST /repos/{owner}/{repo}/git/blobs'({ repository, body }) {
    const { git } = repository('contents', 'write');
    const sha = await git.blob(
      body.encoding === 'base64' ? Buffer.from(body.content, 'base64') : body.content,
    );
    return { status: 201, body: { sha, url: '' } };
  },
  async 'GET /repos/{owner}/{repo}/git/commits/{sha}'({ repository, params }) {
    const { git } = repository('contents');
    const sha = params['sha']!;
    if (!(await git.has(sha, 'commit'))) throw new ApiError(404, 'Not Found');
    return { body: await gitCommit(git, sha) };
  },
  async 'POST /repos/{owner}/{repo}/git/commits'({ repository, body, world, caller }) {
    const { git } = repository('contents', 'write');
    const by = caller.kind === 'user' ? world.user(caller.login) : world.bot();
    const sha = await git.commit(body.tree, body.parents ?? [], body.message, {
      name: body.author?.name ?? by.login,
    });
    return { status: 201, body: await gitCommit(git, sha) };
  },
};

async function gitCommit(git: { text(args: readonly string[]): Promise<string> }, sha: string) {
  const text = await git.text(['log', '-1', '--format=%T%n%P%n%aI%n%an%n%ae%n%B', sha]);
  const [tree, parents, date, name, email, ...message] = text.split('\n');
  const who = { name, email, date };
  return {
    sha,
    node_id: sha,
    url: '',
    html_url: '',
    author: who,
    committer: who,
    message: message.join('\n').trimEnd(),
    tree: { sha: tree, url: '' },
    parents: parents!
      .split(' ')
      .filter(Boolean)
      .map((parent) => ({ sha: parent, url: '', html_url: '' })),
    verification: { verified: true, reason: 'valid', signature: null, payload: null, verified_at: null },
  };
}

function ref(name: string, sha: string) {
  return { ref: name, node_id: name, url: '', object: { type: 'commit', sha, url: '' } };
}

function branchOf(name: string): string {
  if (!name.startsWith('refs/heads/')) throw new ApiError(422, 'Only branches are served here');
  return name.slice('refs/heads/'.length);
}
