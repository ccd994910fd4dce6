import { describe, expect, it, onTestFinished } from 'vitest';
import { checkedConfig } from '../../../app/github/config.ts';
import { openFoundation } from '../../../app/github/foundation.ts';
import type { Handlers } from '../../../app/github/handlers.ts';
import { simulatedClock } from '../../support/simulatedClock.ts';
import { type ApiRepository, startApi } from './api.ts';
import { delivery, privateKey, readableLog, secret, temporaryHome } from './support.ts';

const sender = { login: 'ada', id: 5, type: 'User' };
const zeros = '0'.repeat(40);

/** The App over a double with one installed repository, and what its handlers were told. */
async function app(options: { home?: string; handlers?: Handlers; isStopped?: boolean } = {}) {
  const { apiUrl, state } = await startApi();
  const repository: ApiRepository = {
    id: 42,
    owner: 'acme',
    name: 'flows',
    default_branch: 'main',
    branches: { main: 'a1' },
    pulls: {},
  };
  state.installations.set(7, [repository]);
  const clock = simulatedClock('2026-11-01T00:00:00Z');
  const told: string[] = [];
  const record: Handlers = {
    branchMoved: async ({ branch, sha, isDefault }) =>
      void told.push(`branch ${branch} ${sha ?? 'gone'}${isDefault ? ' default' : ''}`),
    pullMoved: async ({ number, head, isFork }) =>
      void told.push(`pull ${number} ${head.sha}${isFork ? ' fork' : ''}`),
    pullClosed: async ({ number, isMerged }) =>
      void told.push(`closed ${number}${isMerged ? ' merged' : ''}`),
    mergeGroup: async ({ kind, head }) => void told.push(`queue ${kind} ${head.sha}`),
    comment: async ({ number, body, author, isPull }) =>
      void told.push(`comment ${number} ${author.login} ${body}${isPull ? ' pull' : ''}`),
    checkAction: async ({ identifier, check }) => void told.push(`button ${identifier} ${check.externalId}`),
    checkRerequested: async ({ sha, check }) => void told.push(`again ${check?.name ?? 'all'} ${sha}`),
    installationChanged: async ({ added, removed }) =>
      void told.push(`installed +${added.map(({ name }) => name)} -${removed.map(({ name }) => name)}`),
    event: async ({ name, action }) => void told.push(`event ${name}${action ? `.${action}` : ''}`),
    swept: async ({ repository: { name } }) => void told.push(`swept ${name}`),
  };
  const { log, lines } = readableLog();
  const foundation = await openFoundation({
    config: checkedConfig({ appId: '1', privateKey, webhookSecret: secret, apiUrl }),
    home: options.home ?? temporaryHome(),
    log,
    clock,
    throttle: false,
  });
  onTestFinished(() => foundation.close());
  const payload = (more: object) => ({
    installation: { id: 7 },
    sender,
    repository: {
      id: 42,
      name: repository.name,
      owner: { login: repository.owner },
      default_branch: repository.default_branch,
    },
    ...more,
  });
  const send = async (event: string, more: object, headers: Record<string, string> = {}) => {
    const { status } = await foundation.receive(delivery(event, payload(more), headers));
    expect(status).toBe(200);
  };
  const push = (branch: string, before: string, after: string) =>
    send('push', { ref: `refs/heads/${branch}`, before, after, head_commit: { id: after, message: 'm' } });
  const pull = (number: number, action: string, more: object = {}) =>
    send('pull_request', { action, number, pull_request: { number }, ...more });
  if (!options.isStopped) {
    await foundation.start([options.handlers ?? record]);
    await foundation.idle();
  }
  /** What was told since the last time. */
  const news = async () => {
    await foundation.idle();
    return told.splice(0);
  };
  return { foundation, state, repository, clock, told, news, send, push, pull, lines, record };
}

describe('what the rooms are told (github §0.5, §3.2)', () => {
  it('given an App that starts, then looks at every repository once', async () => {
    const { news } = await app();
    expect((await news()).sort()).toEqual(['branch main a1 default', 'installed +flows -', 'swept flows']);
  });

  it('given a push, then tells the head of the branch and the event', async () => {
    const { news, push, repository } = await app();
    await news();
    repository.branches['topic'] = 'b1';
    await push('topic', zeros, 'b1');
    expect((await news()).sort()).toEqual(['branch topic b1', 'event push']);
  });

  it('given pushes that arrive in the wrong order and twice, then tells the newest head once', async () => {
    const { news, push, repository } = await app();
    await news();
    repository.branches['main'] = 'a3';
    await push('main', 'a2', 'a3');
    await push('main', 'a1', 'a2');
    await push('main', 'a2', 'a3');
    expect((await news()).filter((line) => line.startsWith('branch'))).toEqual(['branch main a3 default']);
  });

  it('given an API that lags behind, then believes the delivery and asks again', async () => {
    const { news, push, repository, clock, foundation } = await app();
    await news();
    await push('main', 'a1', 'a2');
    expect(await news()).toEqual([]);
    repository.branches['main'] = 'a2';
    await clock.goTo('2026-11-01T00:00:05Z', foundation.idle);
    expect(await news()).toEqual(['branch main a2 default', 'event push']);
  });

  it('given a branch that is deleted, then tells that it is gone', async () => {
    const { news, push, repository } = await app();
    repository.branches['topic'] = 'b1';
    await push('topic', zeros, 'b1');
    await news();
    delete repository.branches['topic'];
    await push('topic', 'b1', zeros);
    expect(await news()).toContain('branch topic gone');
  });

  it('given a tag or a branch of a merge queue, then tells no branch', async () => {
    const { news, push, send } = await app();
    await news();
    await push('gh-readonly-queue/main/pr-1-a1', zeros, 'q1');
    await send('push', { ref: 'refs/tags/v1', before: zeros, after: 'a1', head_commit: null });
    expect(await news()).toEqual(['event push', 'event push']);
  });

  it('given a pull request, then tells its head, of whichever repository, and its end', async () => {
    const { news, pull, repository } = await app();
    await news();
    repository.pulls[3] = { head: 'p1', headRepository: 99 };
    await pull(3, 'opened');
    expect(await news()).toContain('pull 3 p1 fork');
    repository.pulls[3] = { head: 'p1', headRepository: null };
    await pull(3, 'synchronize', { before: 'p0', after: 'p1' });
    expect(await news()).toEqual(['event pull_request.synchronize']);
    repository.pulls[3] = { head: 'p1', state: 'closed', merged: true };
    await pull(3, 'closed');
    expect(await news()).toContain('closed 3 merged');
  });

  it('given a delivery that a pull request was opened, when it is closed by then, then never opens it', async () => {
    const { news, pull, repository } = await app();
    await news();
    repository.pulls[3] = { head: 'p1', state: 'closed' };
    await pull(3, 'opened');
    expect(await news()).toEqual(expect.not.arrayContaining([expect.stringMatching(/^pull/)]));
  });

  it('tells comments that are new, never those that were edited or deleted', async () => {
    const { news, send } = await app();
    await news();
    const comment = {
      id: 1,
      body: '/tutti help',
      html_url: 'https://x',
      created_at: '2026-11-01T00:00:00Z',
      user: sender,
    };
    const issue = { number: 3, pull_request: {} };
    for (const action of ['created', 'edited', 'deleted'])
      await send('issue_comment', { action, issue, comment });
    expect((await news()).filter((line) => line.startsWith('comment'))).toEqual([
      'comment 3 ada /tutti help pull',
    ]);
  });

  it('tells buttons, checks that are asked for again, and merge queues', async () => {
    const { news, send } = await app();
    await news();
    const check_run = { id: 8, name: 'tutti', head_sha: 'a1', external_id: 'e1', pull_requests: [] };
    await send('check_run', {
      action: 'requested_action',
      check_run,
      requested_action: { identifier: 'kill' },
    });
    await send('check_run', { action: 'rerequested', check_run });
    await send('check_suite', { action: 'rerequested', check_suite: { head_sha: 'a1', pull_requests: [] } });
    const merge_group = {
      head_sha: 'q1',
      head_ref: 'refs/heads/q',
      base_sha: 'a1',
      base_ref: 'refs/heads/main',
    };
    await send('merge_group', { action: 'checks_requested', merge_group });
    expect((await news()).filter((line) => !line.startsWith('event')).sort()).toEqual([
      'again all a1',
      'again tutti a1',
      'button kill e1',
      'queue requested q1',
    ]);
  });

  it('given a handler that fails, then calls it again, and marks the delivery done only then', async () => {
    let calls = 0;
    const { foundation, clock, push, repository } = await app({
      handlers: {
        branchMoved: async () => {
          if (++calls < 3) throw new Error('not now');
        },
      },
    });
    expect(calls).toBe(1);
    expect(foundation.status.health().waiting).toBe(1);
    repository.branches['main'] = 'a2';
    await push('main', 'a1', 'a2');
    await clock.goTo('2026-11-01T00:05:00Z', foundation.idle);
    expect(calls).toBeGreaterThanOrEqual(3);
    expect(foundation.status.health().waiting).toBe(0);
  });
});

describe('sweeps (github §3.2.3)', () => {
  it('given events that never arrived, then finds moved heads, new and closed pull requests', async () => {
    const { news, repository, clock, foundation } = await app();
    repository.pulls[1] = { head: 'p1' };
    await clock.goTo('2026-11-01T00:11:00Z', foundation.idle);
    await news();
    repository.branches['main'] = 'a2';
    repository.pulls = { 1: { head: 'p1', state: 'closed' }, 2: { head: 'p2' } };
    await clock.goTo('2026-11-01T00:21:00Z', foundation.idle);
    expect((await news()).sort()).toEqual(['branch main a2 default', 'closed 1', 'pull 2 p2', 'swept flows']);
  });

  it('given nothing new, then asks with two requests a repository, which GitHub does not count', async () => {
    const { state, clock, foundation } = await app();
    await clock.goTo('2026-11-01T00:11:00Z', foundation.idle);
    state.requests.length = 0;
    await clock.goTo('2026-11-01T00:21:00Z', foundation.idle);
    const asked = state.requests.filter(({ route }) => route.includes('/repos/'));
    expect(asked.map(({ status }) => status)).toEqual([304, 304]);
  });

  it('given an App that was down for days, then asks for what was lost, once and not for what arrived', async () => {
    const { state, clock, foundation, send } = await app({ isStopped: true });
    await send('push', { ref: 'refs/heads/x' }, { 'x-github-delivery': 'stored' });
    const at = (day: number) => new Date(clock.now() - day * 86_400_000).toISOString();
    state.deliveries = [
      { id: 9, guid: 'answered', delivered_at: at(0.1), status_code: 200 },
      { id: 8, guid: 'answered', delivered_at: at(0.2), status_code: 502 },
      { id: 7, guid: 'lost', delivered_at: at(1), status_code: 502 },
      { id: 6, guid: 'lost', delivered_at: at(1.1), status_code: 502 },
      { id: 5, guid: 'stored', delivered_at: at(2), status_code: 504 },
      { id: 4, guid: 'too-old', delivered_at: at(4), status_code: 502 },
    ];
    await foundation.start([]);
    await foundation.idle();
    expect(state.redelivered).toEqual([7]);
    await clock.goTo('2026-11-01T00:11:00Z', foundation.idle);
    expect(state.redelivered).toEqual([7]);
  });
});

describe('the registry (github §3.2.5)', () => {
  it('given a repository that is renamed, then keeps it by its id', async () => {
    const { news, foundation, repository, send } = await app();
    await news();
    repository.name = 'pipelines';
    await send('repository', { action: 'renamed' });
    await foundation.idle();
    expect(foundation.services.registry.get(42)).toMatchObject({ owner: 'acme', name: 'pipelines' });
    expect(foundation.services.registry.find('ACME', 'Pipelines')?.id).toBe(42);
    expect(await news()).toEqual(['event repository.renamed']);
  });

  it('given a repository whose new name nobody told yet, when a head is not found, then it is not taken for gone', async () => {
    const { news, repository, push, foundation, send } = await app();
    await news();
    repository.name = 'pipelines';
    repository.branches['main'] = 'a2';
    // As it was called when it was sent.
    await send('push', {
      ref: 'refs/heads/main',
      before: 'a1',
      after: 'a2',
      head_commit: null,
      repository: { id: 42, name: 'flows', owner: { login: 'acme' }, default_branch: 'main' },
    });
    expect((await news()).filter((line) => line.startsWith('branch'))).toEqual(['branch main a2 default']);
    expect(foundation.services.registry.get(42)?.name).toBe('pipelines');
    // Later ones with the old name change nothing either.
    await push('topic', 'b0', zeros);
    expect((await news()).filter((line) => line.startsWith('branch'))).toEqual([]);
  });

  it.each(['repository', 'issues'])(
    'given another default branch, when %s tells of it first, then that is what runs',
    async (event) => {
      const { news, repository, send } = await app();
      await news();
      repository.default_branch = 'trunk';
      repository.branches = { main: 'a1', trunk: 't1' };
      await send(event, { action: 'edited' });
      expect(await news()).toContain('branch trunk t1 default');
    },
  );

  it('given repositories that are added, archived and removed, then tells so and works what is new', async () => {
    const { news, state, repository, send } = await app();
    await news();
    const second = { ...repository, id: 43, name: 'second', branches: { main: 'z1' } };
    state.installations.set(7, [repository, second]);
    await send('installation_repositories', { action: 'added', repository: undefined });
    expect((await news()).sort()).toEqual(['branch main z1 default', 'installed +second -', 'swept second']);
    repository.archived = true;
    await send('repository', { action: 'archived' });
    expect(await news()).toContain('installed + -flows');
    state.installations.set(7, []);
    await send('installation_repositories', { action: 'removed', repository: undefined });
    expect(await news()).toEqual(['installed + -second']);
  });

  it.each(['deleted', 'suspend'])(
    'given an installation that is gone (%s), then forgets its repositories',
    async (action) => {
      const { news, state, send, foundation } = await app();
      await news();
      if (action === 'suspend') state.suspended.add(7);
      else state.installations.delete(7);
      await send('installation', { action, repository: undefined });
      expect(await news()).toEqual(['installed + -flows']);
      expect(foundation.services.registry.list()).toEqual([]);
    },
  );

  it('given a token that GitHub refuses for a moment, then forgets nothing', async () => {
    const { news, state, send, foundation, clock } = await app();
    await news();
    state.failNext = { match: '/installation/repositories', status: 403, message: 'secondary rate limit' };
    await send('installation_repositories', { action: 'added', repository: undefined });
    await foundation.idle();
    expect(foundation.services.registry.list()).toHaveLength(1);
    await clock.goTo('2026-11-01T00:02:00Z', foundation.idle);
    expect(await news()).toEqual([]);
  });

  it('given a delivery about a repository that the App does not reach, then does nothing with it', async () => {
    const { news, send } = await app();
    await news();
    await send('push', {
      ref: 'refs/heads/main',
      repository: { id: 77, name: 'x', owner: { login: 'evil' } },
    });
    expect(await news()).toEqual([]);
  });
});

describe('the App starts again', () => {
  it('goes on with what was delivered and not done, and does nothing twice', async () => {
    const home = temporaryHome();
    const begun = Promise.withResolvers<void>();
    const first = await app({
      home,
      handlers: {
        branchMoved: ({ sha, signal }) =>
          new Promise((resolve, reject) => {
            if (sha === 'a1') resolve();
            else begun.resolve();
            signal.addEventListener('abort', () => reject(signal.reason));
          }),
      },
    });
    first.repository.branches['main'] = 'a2';
    await first.push('main', 'a1', 'a2');
    await begun.promise;
    await first.foundation.close();

    const second = await app({ home, isStopped: true });
    second.repository.branches['main'] = 'a2';
    await second.foundation.start([second.record]);
    const news = await second.news();
    expect(news.filter((line) => line.startsWith('branch'))).toEqual(['branch main a2 default']);
    await second.foundation.close();

    const third = await app({ home, isStopped: true });
    third.repository.branches['main'] = 'a2';
    await third.foundation.start([third.record]);
    expect(await third.news()).toEqual(['swept flows']);
  });
});

describe('the way to GitHub (github §3.3)', () => {
  it('narrows a token to one repository and its permissions, makes it once, and anew before its end', async () => {
    const { foundation, state, clock } = await app();
    const repository = foundation.services.registry.get(42)!;
    const { github } = foundation.services;
    state.requests.length = 0;
    const both = await Promise.all([1, 2].map(() => github.token(repository, { contents: 'read' })));
    expect(both[0]).toEqual(both[1]);
    expect(state.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { repository_ids: [42], permissions: { contents: 'read' } },
    ]);
    clock.jumpTo('2026-11-01T00:56:00Z');
    expect(await github.token(repository, { contents: 'read' })).not.toEqual(both[0]);
  });

  it('gives a token of one’s own, and takes it back', async () => {
    const { foundation, state } = await app();
    const repository = foundation.services.registry.get(42)!;
    const shared = await foundation.services.github.token(repository, { checks: 'write' });
    const own = await foundation.services.github.ownToken(repository, { checks: 'write' });
    expect(own.token).not.toBe(shared.token);
    await own.revoke();
    expect(state.requests.at(-1)).toMatchObject({ route: 'DELETE /installation/token', token: own.token });
  });

  it('given a token that is refused, then makes another one, once', async () => {
    const { foundation, state } = await app();
    const repository = foundation.services.registry.get(42)!;
    state.failNext = { match: '/git/ref', status: 401 };
    const octokit = foundation.services.github.octokit(repository, { contents: 'read' });
    const { data } = await octokit.rest.git.getRef({ owner: 'acme', repo: 'flows', ref: 'heads/main' });
    expect(data.object.sha).toBe('a1');
  });

  it('never logs a token, a key or a JWT', async () => {
    const { foundation, state, lines, push, repository } = await app();
    repository.branches['main'] = 'a2';
    state.failNext = { match: '/git/ref', status: 500 };
    await push('main', 'a1', 'a2');
    await foundation.idle();
    const text = lines.join('');
    expect(text).toContain('a delivery failed');
    for (const { token } of state.requests) if (token) expect(text).not.toContain(token);
    expect(text).not.toContain('PRIVATE KEY');
    expect(text).not.toContain(secret);
  });

  it('counts answers and tells what is left of the limit', async () => {
    const { foundation } = await app();
    const families = new Map(foundation.status.families().map((family) => [family.name, family.samples]));
    expect(families.get('tutti_github_rate_limit_remaining')).toContainEqual(
      expect.objectContaining({ labels: { installation: '7' }, value: 4999 }),
    );
    expect(families.get('tutti_github_inbox_deliveries')?.[0]?.value).toBe(0);
  });
});
