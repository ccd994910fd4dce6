import { demand } from '../auth.ts';
import { type Answer, page, type RouteContext, type Routes } from '../router.ts';
import { ApiError, type FakeIssue, type FakePull, type FakeRepository } from '../types.ts';
import { commit } from './repositories.ts';

/** Search as far as tests need it: words are looked for in texts, and of the qualifiers those below (GitHub: 1,000 hits at most). */
export const searchRoutes: Routes = {
  'GET /search/issues'(context) {
    const { world } = context;
    const asked = parse(context);
    const { is = [], author: [author] = [] } = asked.qualifiers;
    if (!is.includes('issue') && !is.includes('pr'))
      throw new ApiError(422, "Query must include 'is:issue' or 'is:pull-request'");
    const things: (FakeIssue | FakePull)[] = is.includes('pr') ? world.pulls : world.issues;
    const hits = things.filter(
      (one) =>
        isSeen(context, one.repository, is.includes('pr') ? 'pull_requests' : 'issues') &&
        isIn(asked, one.repository) &&
        asked.words.every((word) => `${one.title} ${one.body}`.includes(word)) &&
        (!is.includes('open') || one.state === 'open') &&
        (!is.includes('closed') || one.state === 'closed') &&
        (!is.includes('merged') || ('merged' in one && one.merged)) &&
        (author === undefined || one.user.login === author),
    );
    if (context.query.get('order') === 'desc') hits.reverse();
    return answer(context, hits.map(world.payloads.issue));
  },
  async 'GET /search/code'(context) {
    const asked = parse(context);
    if (context.caller.kind === 'nobody') throw new ApiError(401, 'Requires authentication');
    const hits: object[] = [];
    for (const repository of context.world.repositories) {
      if (!isSeen(context, repository, 'contents') || !isIn(asked, repository)) continue;
      const { git, defaultBranch } = repository;
      for (const { path, sha, type } of await git.entries(`refs/heads/${defaultBranch}`, true)) {
        const [extension] = asked.qualifiers['extension'] ?? [];
        if (type !== 'blob' || (extension !== undefined && !path.endsWith(`.${extension}`))) continue;
        const content = (await git.git(['cat-file', 'blob', sha])).toString();
        if (asked.words.every((word) => content.includes(word)))
          hits.push({ name: path.split('/').at(-1), path, sha });
      }
    }
    return answer(context, hits);
  },
  async 'GET /search/commits'(context) {
    const asked = parse(context);
    const hits: Record<string, unknown>[] = [];
    for (const repository of context.world.repositories) {
      if (!isSeen(context, repository, 'contents') || !isIn(asked, repository)) continue;
      const shas = (await repository.git.text(['rev-list', `refs/heads/${repository.defaultBranch}`])).trim();
      for (const sha of shas.split('\n')) {
        const found = await commit(repository, sha);
        const { message } = found['commit'] as { message: string };
        if (asked.words.every((word) => message.includes(word))) hits.push(found);
      }
    }
    return answer(context, hits);
  },
  'GET /search/repositories'(context) {
    const { world } = context;
    const asked = parse(context);
    const hits = world.repositories.filter(
      (one) =>
        isSeen(context, one, 'metadata') &&
        isIn(asked, one) &&
        asked.words.every((word) => one.name.includes(word)),
    );
    return answer(context, hits.map(world.payloads.repository));
  },
  'GET /search/users'(context) {
    const { world } = context;
    const { words, qualifiers } = parse(context);
    const logins = new Set(world.repositories.flatMap(({ owner, roles }) => [owner, ...roles.keys()]));
    const [type] = qualifiers['type'] ?? [];
    const hits = [...logins].filter(
      (login) => words.every((word) => login.includes(word)) && (type !== 'org' || login === 'acme'),
    );
    return answer(context, hits.map(world.payloads.owner));
  },
  'GET /search/topics'(context) {
    const { words } = parse(context);
    const topics = ['orchestration', 'workflow', 'yaml'].map((name) => ({ name, curated: true }));
    return answer(
      context,
      topics.filter(({ name }) => words.every((word) => name.includes(word))),
    );
  },
};

interface Asked {
  words: string[];
  qualifiers: Partial<Record<string, string[]>>;
}

/** Words, and qualifiers by name: `is:open in:title "two words"`. @throws ApiError 422 for an empty query */
function parse({ query }: RouteContext): Asked {
  const asked: Asked = { words: [], qualifiers: {} };
  for (const [, name, quoted, plain] of (query.get('q') ?? '').matchAll(
    /(?:([\w-]+):)?(?:"([^"]*)"|(\S+))/g,
  )) {
    const value = quoted ?? plain!;
    if (name === undefined) asked.words.push(value);
    else {
      asked.qualifiers[name] ??= [];
      asked.qualifiers[name].push(value);
    }
  }
  if (asked.words.length === 0 && Object.keys(asked.qualifiers).length === 0)
    throw new ApiError(422, 'Validation Failed', {
      errors: [{ resource: 'Search', field: 'q', code: 'missing' }],
    });
  return asked;
}

function isIn({ qualifiers }: Asked, { owner, name }: FakeRepository): boolean {
  const { repo: [repo] = [], user: [user] = [], org: [org] = [] } = qualifiers;
  return (
    (repo === undefined || repo === `${owner}/${name}`) &&
    (user === undefined || user === owner) &&
    (org === undefined || org === owner)
  );
}

/** Everybody finds what is public; what is private, who may read it. */
function isSeen({ caller, world }: RouteContext, repository: FakeRepository, permission: string): boolean {
  if (!repository.private) return true;
  try {
    demand(caller, repository, world.installationOf, permission);
    return true;
  } catch {
    return false;
  }
}

function answer({ query }: RouteContext, hits: readonly object[]): Answer {
  return page(hits.slice(0, 1_000), query, (items) => ({
    total_count: hits.length,
    incomplete_results: false,
    items,
  }));
}
