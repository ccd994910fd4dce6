import { describe, expect, it } from 'vitest';
import { engineWorld } from '../../../support/engine.ts';
import { githubWorld } from './support.ts';

const issue = 'io.kestra.plugin.github.issues.Create';
const read = 'io.tutti.plugin.github.files.Read';
const create = 'POST /repos/{owner}/{repo}/issues';
const contents = 'GET /repos/{owner}/{repo}/contents/{path}';

describe('connections of the GitHub tasks (surfaces §9.4)', () => {
  it('given no token, then the error says which property to set, and nothing is asked', async () => {
    const world = await githubWorld();
    const log = await world.failure(issue, { oauthToken: undefined, title: 'Late' });
    expect(log).toContain('No token for GitHub: set `oauthToken`');
    expect(world.github.requests).toEqual([]);
  });

  it('given several tokens, a repository or an endpoint that is none, then the error says what is expected', async () => {
    const world = await githubWorld();
    expect(await world.failure(issue, { jwtToken: 'other', title: 'Late' })).toContain(
      'Set one of `oauthToken`',
    );
    expect(await world.failure(issue, { repository: 'acme/../x', title: 'Late' })).toContain(
      'Property `repository`: expected `owner/name`',
    );
    const log = await world.failure(issue, { endpoint: 'https://ada:hidden@example.com', title: 'Late' });
    expect(log).toContain('Property `endpoint` holds a user name or password');
    expect(log).not.toContain('hidden');
    expect(world.github.requests).toEqual([]);
  });

  it('given an engine that reaches nothing outside, then a token and an endpoint of the flow are refused', async () => {
    const world = await githubWorld({ sealed: true });
    expect(await world.failure(issue, { title: 'Late' })).toContain('no address');
    const without = await world.run(read, { repository: 'acme/data', path: 'README.md' });
    expect(without.log).toContain('nothing outside is asked here');
    expect(world.github.requests).toEqual([]);
  });

  it('given errors of the server, then a read is tried again, and a write is not: it may have been done', async () => {
    const world = await githubWorld();
    world.github.faults.failNext(contents, { status: 502, times: 2 });
    expect(await world.outputs(read, { path: 'README.md' })).toMatchObject({ content: 'Data' });
    world.github.faults.failNext(create, { status: 502 });
    expect(await world.failure(issue, { title: 'Once' })).toContain('answered with 502');
    expect(world.github.calls()[create]).toBe(1);
  });

  it('given a secondary limit, then the pause that GitHub asks for is kept, for writes too', async () => {
    const world = await githubWorld();
    world.github.faults.failNext(create, { status: 403, headers: { 'retry-after': '1' } });
    await world.outputs(issue, { title: 'Late' });
    const [first, second] = world.github.requests.filter(({ route }) => route.endsWith('/issues'));
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(990);
    expect(world.github.world.issues).toHaveLength(1);
  });

  it('given a limit that is over much later, then the task fails at once, and says when to try again', async () => {
    const world = await githubWorld();
    const headers = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.floor(Date.now() / 1_000) + 1_800),
    };
    world.github.faults.failNext(create, { status: 403, headers });
    expect(await world.failure(issue, { title: 'Late' })).toMatch(/over in 1[78]\d\d seconds: set `retry`/);
  });

  it('given a token that GitHub echoes, then the log does not show it', async () => {
    const world = await githubWorld();
    world.github.faults.failNext(create, { status: 422, message: `No access for ${world.token}` });
    const log = await world.failure(issue, { title: 'Late' });
    expect(log).toContain('No access for');
    expect(log).not.toContain(world.token);
  });
});

describe('credentials of who runs the flow (github §8.2)', () => {
  it('given a source of credentials, then the task is given its own, which is masked, and revoked when it ended', async () => {
    const wishes: unknown[] = [];
    const revoked: string[] = [];
    const world = await githubWorld({
      credentials: (github) => ({
        async github(wish) {
          wishes.push(wish);
          const { world } = github;
          const [repository] = world.repositories;
          const { token } = world.auth.issue(
            world.installationOf(repository!)!,
            [repository!.id],
            wish.permissions,
          );
          return {
            ...{ token, apiUrl: github.apiUrl, repository: 'acme/data' },
            async revoke() {
              world.auth.revoke(token);
              revoked.push(token);
            },
          };
        },
      }),
    });
    world.github.faults.failNext(
      ({ route, path }) => route === '/repos/{owner}/{repo}/issues' && path === '/repos/acme/data/issues',
      { status: 403, headers: { 'retry-after': '0' } },
    );
    const { ended, log } = await world.run(issue, { title: 'Late' });
    expect(`${ended.state.current} ${log}`).toMatch(/^SUCCESS/);
    expect(wishes).toEqual([{ permissions: { issues: 'write' } }]);
    expect(world.github.world.issues[0]!.user.type).toBe('Bot');
    await expect.poll(() => revoked).toHaveLength(1);
    expect(JSON.stringify([ended, log, world.github.requests.map(({ body }) => body)])).not.toContain(
      revoked[0],
    );
  });

  it.each(['threads', 'processes'] as const)(
    'given a task in one of several %s, then it borrows too, and its log is masked',
    async (isolation) => {
      const revoked: string[] = [];
      const world = await engineWorld({
        ...{ isolation, sealed: true },
        credentials: {
          github: async () => ({
            ...{ token: 'ghs_borrowed_token', apiUrl: 'http://127.0.0.1:1', repository: 'acme/data' },
            revoke: async () => void revoked.push('ghs_borrowed_token'),
          }),
        },
      });
      const ended = await world.run('tasks: [{ id: a, type: test.Borrow }]');
      expect(ended.taskRunList[0]!.outputs).toEqual({ repository: 'acme/data', sealed: true });
      expect(await world.messages(ended.id, 'INFO')).toContain('The token is ******');
      await expect.poll(() => revoked).toEqual(['ghs_borrowed_token']);
    },
  );
});
