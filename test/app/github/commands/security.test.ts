import { describe, expect, it } from 'vitest';
import { commandsWorld } from './support.ts';

describe('who may (github §4.3, §8.2 “confused deputy”)', () => {
  it('given somebody who only reads, then nothing runs, and is told once', async () => {
    const { say, executions, replies, reactions, opened } = await commandsWorld();
    expect(reactions(await say('/tutti run hello', 'reader'))).toEqual(['-1']);
    await say('/tutti run hello', 'reader');
    expect(await executions()).toEqual([]);
    expect(opened).toEqual([]);
    expect(replies()).toHaveLength(1);
    expect(replies()[0]).toContain('needs the permission write');
  });

  it('given an API that does not say what somebody may, then nothing runs until it does', async () => {
    const { say, executions, github, ended, later } = await commandsWorld();
    const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
    github.faults.failNext(route, { status: 502, times: 3 });
    const comment = await say('/tutti run hello');
    expect(await executions()).toEqual([]);
    await later();
    expect(await ended(comment)).toEqual(['+1', 'rocket']);
    expect(await executions()).toHaveLength(1);
  });

  it('given a policy of the default branch that asks for more, then write is not enough', async () => {
    const { say, executions, replies, github, repository, ended } = await commandsWorld({
      policy: { commands: { run: { permission: 'maintain' } } },
    });
    await say('/tutti run hello');
    expect(await executions()).toEqual([]);
    expect(replies()[0]).toContain('maintain');
    await say('/tutti help run');
    expect(replies().at(-1)).toContain('Who may: maintain.');
    github.setPermission(repository, 'boss', 'maintain');
    await ended(await say('/tutti run hello', 'boss'));
    expect(await executions()).toHaveLength(1);
  });

  it('given more commands than an hour allows, then the next ones do nothing, and those with write access go on', async () => {
    const { say, replies, reactions } = await commandsWorld();
    for (let sent = 0; sent < 20; sent++) await say('/tutti help', 'reader');
    const before = replies().length;
    expect(reactions(await say('/tutti help', 'reader'))).toEqual(['-1']);
    expect(reactions(await say('/tutti help', 'reader'))).toEqual(['-1']);
    expect(replies()).toHaveLength(before + 1);
    expect(reactions(await say('/tutti help'))).toEqual(['+1']);
  }, 30_000);
});

describe('which comments (github §4.2, §4.4, §8.2)', () => {
  it('given a comment that is edited into a command, then nothing happens', async () => {
    const { say, github, settle, executions, reactions } = await commandsWorld();
    const comment = await say('Looks good');
    github.editComment(comment, '/tutti run hello');
    await settle();
    expect(reactions(comment)).toEqual([]);
    expect(await executions()).toEqual([]);
  });

  it('given a command that is edited before it is read, then runs what was written first', async () => {
    const { say, github, app, pull, repository, settle, executions, ended } = await commandsWorld();
    await say('/tutti help');
    github.webhooks.hold();
    const comment = github.comment(repository, pull.number, {
      user: 'writer',
      body: '/tutti run hello name=first',
    });
    github.editComment(comment, '/tutti run hello name=second');
    await github.webhooks.release();
    await settle();
    await app().idle();
    await ended(comment);
    expect((await executions()).map(({ inputs }) => inputs?.['name'])).toEqual(['first']);
  });

  it('given a comment of a bot, of an App or of its own, then never answers', async () => {
    const { github, repository, pull, settle, executions, replies } = await commandsWorld();
    const bot = github.world.bot();
    const count = () => github.comments(repository, pull.number).length;
    github.comment(repository, pull.number, { user: bot.login, body: '/tutti run hello' });
    await settle();
    expect(await executions()).toEqual([]);
    expect(replies()).toEqual([]);
    expect(count()).toBe(1);
  });

  it('given a bot that the policy names, then it may what its role allows', async () => {
    const { github, repository, pull, settle, executions, ended } = await commandsWorld({
      policy: { bots: ['release[bot]'] },
    });
    const bot = github.world.user('release[bot]');
    bot.type = 'Bot';
    github.setPermission(repository, bot.login, 'write');
    const comment = github.comment(repository, pull.number, { user: bot.login, body: '/tutti run hello' });
    await settle();
    await ended(comment);
    expect(await executions()).toHaveLength(1);
  });

  it('given a command that arrives after hours, then says so and does nothing', async () => {
    const { github, repository, pull, settle, clock, executions, replies } = await commandsWorld();
    github.webhooks.drop(1);
    github.comment(repository, pull.number, { user: 'writer', body: '/tutti run hello' });
    clock.jumpTo(new Date(clock.now() + 7 * 3_600_000).toISOString());
    const lost = github.webhooks.deliveries.find(({ event }) => event === 'issue_comment')!;
    await github.webhooks.redeliver(lost.id);
    await settle();
    expect(await executions()).toEqual([]);
    expect(replies().filter((text) => text.includes('hours after it was written'))).toHaveLength(1);
  });

  it('given a comment that is gone, then the wish is gone', async () => {
    const { github, repository, pull, settle, executions } = await commandsWorld();
    github.webhooks.hold();
    const comment = github.comment(repository, pull.number, { user: 'writer', body: '/tutti run hello' });
    github.world.comments.splice(github.world.comments.indexOf(comment), 1);
    await github.webhooks.release();
    await settle();
    expect(await executions()).toEqual([]);
  });

  it('given a hostile name of a flow, then the reply neither pings nor links nor commands', async () => {
    const { say, replies } = await commandsWorld();
    await say('/tutti run "<img src=x> @octocat #1 [x](http://evil) /tutti kill"');
    expect(replies()[0]).not.toMatch(/@octocat|<img|\[x\]\(http|\n\/tutti/);
  });
});

describe('for which commit (github §4.3.6, §8.2 “TOCTOU”)', () => {
  it('given a push after the comment, then refuses and names the SHA to repeat it with', async () => {
    const { say, github, repository, pull, settle, later, executions, replies, ended } =
      await commandsWorld();
    github.webhooks.hold();
    github.comment(repository, pull.number, { user: 'writer', body: '/tutti run hello' });
    github.clock.advance(2_000);
    const head = await github.commit(repository, {
      branch: 'topic',
      files: { 'flows/evil.yaml': 'id: evil\n' },
    });
    await github.webhooks.release();
    await settle();
    await later(2_000);
    expect(await executions()).toEqual([]);
    expect(replies()[0]).toContain(`--sha ${head}`);
    await ended(await say(`/tutti run hello --sha ${head}`));
    expect((await executions()).map(({ commit }) => commit)).toEqual([head]);
  });

  it('given a push whose delivery comes after that of a later comment, then waits for it and runs the new head', async () => {
    const { github, repository, pull, settle, executions, later, ended } = await commandsWorld();
    github.webhooks.hold();
    const head = await github.commit(repository, { branch: 'topic', files: { 'flows/n.yaml': 'id: n\n' } });
    const late = github.webhooks.deliveries.filter(({ statusCode }) => statusCode === undefined);
    expect(late.length).toBeGreaterThan(0);
    github.webhooks.drop(late.length);
    await github.webhooks.release();
    const comment = github.comment(repository, pull.number, { user: 'writer', body: '/tutti run hello' });
    await settle();
    expect(await executions()).toEqual([]);
    for (const { id } of late) await github.webhooks.redeliver(id);
    await later(2_000);
    await ended(comment);
    expect((await executions()).map(({ commit }) => commit)).toEqual([head]);
  });

  it('given --sha of another commit, then refuses', async () => {
    const { say, executions, replies } = await commandsWorld();
    await say(`/tutti run hello --sha ${'0'.repeat(40)}`);
    expect(await executions()).toEqual([]);
    expect(replies()[0]).toContain('not the head');
  });

  it('given a closed pull request, then refuses', async () => {
    const { say, github, pull, settle, executions, replies } = await commandsWorld();
    await github.closePull(pull);
    await settle();
    await say('/tutti run hello');
    expect(await executions()).toEqual([]);
    expect(replies()[0]).toContain('closed');
  });
});

describe('forks (github §4.2, §8.2)', () => {
  it('given a fork, then nothing of it runs until somebody with write access trusts its SHA', async () => {
    const { say, sha, executions, replies, ended, opened, validated } = await commandsWorld({
      isFork: true,
      author: 'stranger',
    });
    await say('/tutti run hello');
    expect(await executions()).toEqual([]);
    expect(replies()[0]).toContain(`/tutti ok ${sha}`);
    await say(`/tutti ok ${sha}`, 'stranger');
    await say('/tutti run hello');
    expect(await executions()).toEqual([]);
    await say(`/tutti ok ${sha}`);
    expect(validated).toHaveLength(1);
    await ended(await say('/tutti run hello'));
    expect(opened.at(-1)).toMatchObject({ trust: 'branch', commit: sha });
  });

  it('given a push after ok, then the new commit is trusted by nobody', async () => {
    const { say, sha, fork, github, settle, executions } = await commandsWorld({
      isFork: true,
      author: 'stranger',
    });
    await say(`/tutti ok ${sha}`);
    await github.commit(fork!, { branch: 'topic', files: { 'flows/evil.yaml': 'id: evil\n' } });
    await settle();
    github.clock.advance(2_000);
    await say('/tutti run hello');
    expect(await executions()).toEqual([]);
  });

  it('given a short SHA, which another commit could be made to fit, then refuses', async () => {
    const { say, sha, executions, replies } = await commandsWorld({ isFork: true, author: 'stranger' });
    await say(`/tutti ok ${sha.slice(0, 7)}`);
    await say(`/tutti run hello --sha ${sha.slice(0, 7)}`);
    expect(await executions()).toEqual([]);
    expect(replies().at(-1)).toContain('the whole SHA');
  });

  it('given --sha by somebody with write access, then that commit runs', async () => {
    const { say, sha, executions, ended } = await commandsWorld({ isFork: true, author: 'stranger' });
    await ended(await say(`/tutti run hello --sha ${sha}`));
    expect((await executions()).map(({ commit }) => commit)).toEqual([sha]);
  });

  it('given what only reads, then it works for a fork', async () => {
    const { say, replies } = await commandsWorld({ isFork: true, author: 'stranger' });
    await say('/tutti graph hello', 'stranger');
    expect(replies()[0]).toContain('```mermaid');
  });
});

describe('once (github §4.3.1, §4.3.8)', () => {
  it('given deliveries that are doubled and shuffled, then the command runs once', async () => {
    const { github, repository, pull, settle, executions, replies, ended } = await commandsWorld();
    github.webhooks.duplicate(3);
    github.webhooks.hold();
    const comment = github.comment(repository, pull.number, { user: 'writer', body: '/tutti run hello' });
    await github.webhooks.release({ shuffle: 3 });
    await settle();
    await ended(comment);
    expect(await executions()).toHaveLength(1);
    expect(replies()).toHaveLength(1);
  });

  it('given a delivery that GitHub sends under another id, then the comment still runs once', async () => {
    const { github, say, ended, settle, executions } = await commandsWorld();
    const comment = await say('/tutti run hello');
    await ended(comment);
    const sent = github.webhooks.deliveries.find(
      ({ event, action }) => event === 'issue_comment' && action === 'created',
    )!;
    github.webhooks.emit('issue_comment', sent.payload);
    await settle();
    expect(await executions()).toHaveLength(1);
  });

  it('given a crash between the record and the effect, then goes on and runs once', async () => {
    const { say, breakWorkspace, executions, reactions, start, stop, later, ended, replies } =
      await commandsWorld();
    breakWorkspace();
    const comment = await say('/tutti run hello');
    expect(reactions(comment)).toEqual(['eyes', 'rocket']);
    expect(await executions()).toEqual([]);
    await stop();
    await start();
    await later();
    await ended(comment);
    expect(await executions()).toHaveLength(1);
    expect(replies()).toHaveLength(1);
  });

  it('given a crash between the effect and the reply, then runs once and replies once', async () => {
    const { say, github, executions, later, ended, replies } = await commandsWorld();
    github.faults.failNext('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { status: 502 });
    const comment = await say('/tutti run hello');
    expect(await executions()).toHaveLength(1);
    await later();
    await ended(comment);
    expect(await executions()).toHaveLength(1);
    expect(replies()).toHaveLength(1);
  });

  it('given a pull request that is closed while its execution runs, then the command ends', async () => {
    const { say, github, pull, settle, executions, world, reactions } = await commandsWorld();
    const comment = await say('/tutti run gate');
    const [execution] = await executions();
    await world().reached(execution!.id, 'wait', 'PAUSED');
    await github.closePull(pull);
    await settle();
    expect(reactions(comment)).toEqual(['-1', 'rocket']);
  });

  it('given a crash after a kill that named nothing, then no other execution is killed', async () => {
    const { say, github, executions, world, later, ended } = await commandsWorld();
    const run = await say('/tutti run gate');
    const [first] = await executions();
    await world().reached(first!.id, 'wait', 'PAUSED');
    let isKilled = false;
    world().engine.listen({
      changed({ state }) {
        if (state.current === 'KILLED') isKilled = true;
      },
    });
    const isReaction = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path.endsWith('/reactions') && !path.includes(`/${run.id}/`);
    github.faults.failNext((request) => isReaction(request) && isKilled, { status: 502 });
    const kill = await say('/tutti kill');
    await world().engine.ended(first!.id);
    const second = await world().engine.start({ flow: (await world().backend.flow(first!.flowHash!))! });
    await world().reached(second.id, 'wait', 'PAUSED');
    await later();
    await Promise.all([ended(kill), ended(run)]);
    expect((await world().backend.execution(second.id))?.state.current).toBe('PAUSED');
  });

  it('given a stop while the execution runs, then the command ends after the next start', async () => {
    const { say, executions, world, start, stop, ended } = await commandsWorld();
    const comment = await say('/tutti run gate');
    const [execution] = await executions();
    await world().reached(execution!.id, 'wait', 'PAUSED');
    await stop();
    await world().engine.kill(execution!.id);
    await world().engine.ended(execution!.id);
    await start();
    expect(await ended(comment)).toEqual(['-1', 'rocket']);
  });
});
