import type { FakeApp } from './auth.ts';
import type {
  FakeCheckRun,
  FakeComment,
  FakeIssue,
  FakePull,
  FakeRepository,
  FakeUser,
  Role,
} from './types.ts';

/** The shapes of GitHub's answers and payloads: what clients read of them, by the names of the REST description. */
export function createPayloads(app: FakeApp, apiUrl: () => string) {
  const site = () => apiUrl().replace(/\/api\/v3$/, '');

  const user = ({ id, login, type }: FakeUser) => ({
    login,
    id,
    node_id: `U_${id}`,
    avatar_url: `${site()}/avatars/${id}`,
    gravatar_id: '',
    url: `${apiUrl()}/users/${login}`,
    html_url: `${site()}/${login}`,
    followers_url: `${apiUrl()}/users/${login}/followers`,
    following_url: `${apiUrl()}/users/${login}/following{/other_user}`,
    gists_url: `${apiUrl()}/users/${login}/gists{/gist_id}`,
    starred_url: `${apiUrl()}/users/${login}/starred{/owner}{/repo}`,
    subscriptions_url: `${apiUrl()}/users/${login}/subscriptions`,
    organizations_url: `${apiUrl()}/users/${login}/orgs`,
    repos_url: `${apiUrl()}/users/${login}/repos`,
    events_url: `${apiUrl()}/users/${login}/events{/privacy}`,
    received_events_url: `${apiUrl()}/users/${login}/received_events`,
    type,
    site_admin: false,
  });

  const owner = (login: string) => user({ id: idOf(login), login, type: 'User' });

  const repository = (repo: FakeRepository) => {
    const full = `${repo.owner}/${repo.name}`;
    return {
      id: repo.id,
      node_id: `R_${repo.id}`,
      name: repo.name,
      full_name: full,
      private: repo.private,
      owner: owner(repo.owner),
      html_url: `${site()}/${full}`,
      description: null,
      fork: repo.parent !== undefined,
      url: `${apiUrl()}/repos/${full}`,
      clone_url: `${site()}/${full}.git`,
      default_branch: repo.defaultBranch,
      archived: repo.archived,
      disabled: false,
      visibility: repo.private ? 'private' : 'public',
    };
  };

  const side = (repo: FakeRepository, ref: string, sha: string) => ({
    label: `${repo.owner}:${ref}`,
    ref,
    sha,
    user: owner(repo.owner),
    repo: repository(repo),
  });

  const pull = (one: FakePull, baseSha: string) => {
    const full = `${one.repository.owner}/${one.repository.name}`;
    return {
      id: one.id,
      node_id: `PR_${one.id}`,
      number: one.number,
      url: `${apiUrl()}/repos/${full}/pulls/${one.number}`,
      html_url: `${site()}/${full}/pull/${one.number}`,
      state: one.state,
      locked: false,
      title: one.title,
      body: one.body,
      user: user(one.user),
      labels: [],
      assignees: [],
      requested_reviewers: [],
      requested_teams: [],
      draft: one.draft,
      merged: one.merged,
      merged_at: one.merged ? one.updatedAt : null,
      merge_commit_sha: one.mergeSha ?? null,
      mergeable: null,
      maintainer_can_modify: one.maintainerCanModify,
      author_association: 'CONTRIBUTOR',
      head: side(one.headRepository, one.head, one.headSha),
      base: side(one.repository, one.base, baseSha),
      created_at: one.createdAt,
      updated_at: one.updatedAt,
      closed_at: one.state === 'closed' ? one.updatedAt : null,
    };
  };

  const issue = (one: FakeIssue | FakePull) => {
    const full = `${one.repository.owner}/${one.repository.name}`;
    const url = `${apiUrl()}/repos/${full}/issues/${one.number}`;
    return {
      id: one.id,
      node_id: `I_${one.id}`,
      number: one.number,
      url,
      html_url: `${site()}/${full}/issues/${one.number}`,
      comments_url: `${url}/comments`,
      title: one.title,
      body: one.body,
      state: one.state,
      locked: false,
      user: user(one.user),
      labels: 'labels' in one ? one.labels.map((name) => ({ id: idOf(name), name, color: 'ededed' })) : [],
      assignees: [],
      comments: 0,
      author_association: 'CONTRIBUTOR',
      created_at: one.createdAt,
      updated_at: one.createdAt,
      ...('headSha' in one && {
        pull_request: {
          url: `${apiUrl()}/repos/${full}/pulls/${one.number}`,
          html_url: `${site()}/${full}/pull/${one.number}`,
        },
      }),
    };
  };

  const comment = (one: FakeComment) => {
    const full = `${one.repository.owner}/${one.repository.name}`;
    return {
      id: one.id,
      node_id: `IC_${one.id}`,
      url: `${apiUrl()}/repos/${full}/issues/comments/${one.id}`,
      html_url: `${site()}/${full}/issues/${one.number}#issuecomment-${one.id}`,
      issue_url: `${apiUrl()}/repos/${full}/issues/${one.number}`,
      user: user(one.user),
      body: one.body,
      created_at: one.createdAt,
      updated_at: one.updatedAt,
      author_association: 'CONTRIBUTOR',
      performed_via_github_app: one.viaApp ? appPayload() : null,
    };
  };

  const appPayload = () => ({
    id: app.id,
    node_id: `A_${app.id}`,
    slug: app.slug,
    client_id: app.clientId,
    name: app.name,
    owner: owner('acme'),
    description: null,
    external_url: `${site()}/apps/${app.slug}`,
    html_url: `${site()}/apps/${app.slug}`,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    permissions: app.permissions,
    events: [...app.events],
  });

  const checkRun = (run: FakeCheckRun) => {
    const full = `${run.repository.owner}/${run.repository.name}`;
    const url = `${apiUrl()}/repos/${full}/check-runs/${run.id}`;
    return {
      id: run.id,
      node_id: `CR_${run.id}`,
      name: run.name,
      head_sha: run.headSha,
      external_id: run.externalId,
      url,
      html_url: `${site()}/${full}/runs/${run.id}`,
      details_url: run.detailsUrl,
      status: run.status,
      conclusion: run.conclusion,
      started_at: run.startedAt,
      completed_at: run.completedAt,
      output: {
        title: run.output.title,
        summary: run.output.summary,
        text: run.output.text,
        annotations_count: run.output.annotations.length,
        annotations_url: `${url}/annotations`,
      },
      check_suite: { id: run.suite },
      app: appPayload(),
      pull_requests: [],
    };
  };

  return { user, owner, repository, pull, issue, comment, checkRun, app: appPayload };
}

/** An id that follows from a name, for what the fake keeps by name. */
export function idOf(name: string): number {
  let hash = 7;
  for (const letter of name) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  return 10_000 + (hash % 1_000_000_000);
}

/** What the endpoint for permissions says of a role: the old name and the new one (github §4.3). */
export function permissionOf(role: Role): { permission: string; role_name: string } {
  const permission = {
    none: 'none',
    read: 'read',
    triage: 'read',
    write: 'write',
    maintain: 'write',
    admin: 'admin',
  }[role];
  return { permission, role_name: role };
}
