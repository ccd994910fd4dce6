import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Octokit } from '@octokit/rest';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { executionButtons } from '../../../../app/github/executions/buttons.ts';
import type { CheckActionRequested, Handlers } from '../../../../app/github/handlers.ts';
import type { PolicySettings } from '../../../../app/github/policy/schema.ts';
import { type ExecutionsWorld, executionsWorld, repository, sha } from './support.ts';

const fails = `
tasks:
  - id: first
    type: io.kestra.plugin.core.debug.Return
    format: one
  - id: work
    type: io.kestra.plugin.core.execution.Fail
`;

const pauses = `
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
`;

/** GitHub, as far as it tells who may do what. */
async function permissions(roles: Record<string, string>): Promise<Octokit> {
  const server = createServer((request, response) => {
    const login = /collaborators\/([^/]+)\/permission/.exec(request.url ?? '')?.[1] ?? '';
    const role = roles[login];
    if (role === 'error') response.writeHead(500).end('{}');
    else if (role === undefined) response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    else
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ permission: role === 'maintain' ? 'write' : role, role_name: role }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return new Octokit({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
}

interface Story {
  world: ExecutionsWorld;
  buttons: Handlers;
  executionId: string;
  press(identifier: string, login?: string, deliveryId?: string): Promise<void>;
  ids(): Promise<string[]>;
}

/** An execution that ada started, with people of several roles around. */
async function story(flow: string, state: string, commands: PolicySettings['commands'] = {}): Promise<Story> {
  const world = await executionsWorld({ scope: { kind: 'pull', number: 3 }, trust: 'branch' });
  world.executions.watch(world.workspace);
  const octokit = await permissions({
    ada: 'write',
    max: 'maintain',
    ria: 'read',
    tea: 'triage',
    err: 'error',
  });
  const { id } = await world.executions.start({
    workspace: world.workspace,
    flow: await world.engine.flow(flow),
    cause: { kind: 'comment', id: 1, url: '' },
    startedBy: 'ria',
  });
  await expect.poll(async () => (await world.engine.backend.execution(id))?.state.current).toBe(state);
  const buttons = executionButtons({
    executions: world.executions,
    github: { octokit: () => octokit },
    policy: async () => ({ commands }),
    log: pino({ level: 'silent' }),
  });
  return {
    world,
    buttons,
    executionId: id,
    press: (identifier, login = 'ada', deliveryId = 'd1') =>
      buttons.checkAction!({ ...pressed(login, deliveryId, id), identifier }),
    ids: async () => (await world.engine.backend.executions({})).map((one) => one.id),
  };
}

function pressed(
  login: string,
  deliveryId: string,
  externalId: string,
): Omit<CheckActionRequested, 'identifier'> {
  return {
    repository,
    deliveryId,
    receivedAt: 0,
    signal: new AbortController().signal,
    sender: { login, id: 1, type: login.endsWith('[bot]') ? 'Bot' : 'User' },
    check: { id: 5, name: 'tutti run tests.flow', sha, externalId },
  };
}

describe('a button of an execution’s check', () => {
  it('replays what failed, once for one delivery', async () => {
    const { press, ids, world, executionId } = await story(fails, 'FAILED');
    await press('replay-failed');
    await press('replay-failed');
    const [replayed, ...others] = (await ids()).filter((id) => id !== executionId);
    expect(others).toEqual([]);
    await world.engine.engine.ended(replayed!);
    await world.executions.settled();
    expect(world.shown.at(-1)?.key).toMatchObject({ sha, externalId: replayed });
  });

  it('replays all again for another press', async () => {
    const { press, ids } = await story(fails, 'FAILED');
    await press('replay', 'ada', 'd1');
    await press('replay', 'max', 'd2');
    expect(await ids()).toHaveLength(3);
  });

  it.each(['ria', 'tea', 'nobody'])('does nothing for %s, who may not write', async (login) => {
    const { press, ids } = await story(fails, 'FAILED');
    await press('replay', login);
    expect(await ids()).toHaveLength(1);
  });

  it('does nothing for a bot', async () => {
    const { press, ids } = await story(fails, 'FAILED');
    await press('replay', 'tutti[bot]');
    expect(await ids()).toHaveLength(1);
  });

  it('does nothing yet where GitHub does not say who may, so that the delivery comes again', async () => {
    const { press, ids } = await story(fails, 'FAILED');
    await expect(press('replay', 'err')).rejects.toThrow();
    expect(await ids()).toHaveLength(1);
  });

  it('resumes, for who started it too; a second time it is refused in silence', async () => {
    const { press, executionId, world } = await story(pauses, 'PAUSED');
    await press('resume', 'ria');
    expect((await world.engine.engine.ended(executionId)).state.current).toBe('SUCCESS');
    await press('resume', 'ria');
  });

  it('kills', async () => {
    const { press, executionId, world } = await story(pauses, 'PAUSED');
    await press('kill');
    expect((await world.engine.engine.ended(executionId)).state.current).toBe('KILLED');
  });

  it('asks for what the policy asks for of its command', async () => {
    const failed = await story(fails, 'FAILED', { replay: { permission: 'maintain' } });
    await failed.press('replay', 'ada');
    expect(await failed.ids()).toHaveLength(1);
    await failed.press('replay-failed', 'ada', 'd2');
    await failed.press('replay', 'max', 'd3');
    expect(await failed.ids()).toHaveLength(3);
  });

  it('is for nobody who owns the execution where the policy says who may', async () => {
    const { press, executionId, world } = await story(pauses, 'PAUSED', { resume: { users: ['ada'] } });
    await press('resume', 'ria');
    expect((await world.engine.backend.execution(executionId))?.state.current).toBe('PAUSED');
    await press('resume', 'ada');
    expect((await world.engine.engine.ended(executionId)).state.current).toBe('SUCCESS');
  });

  it('of something else is left to others', async () => {
    const { press, ids } = await story(fails, 'FAILED');
    await press('format');
    await press('constructor');
    expect(await ids()).toHaveLength(1);
  });
});

describe('running a check again', () => {
  it('makes a new execution; of a whole suite it makes none', async () => {
    const { buttons, ids, executionId } = await story(fails, 'FAILED');
    const asked = { ...pressed('ada', 'd9', executionId), sha, pulls: [] };
    const { check: _, ...suite } = asked;
    await buttons.checkRerequested!(suite);
    expect(await ids()).toHaveLength(1);
    await buttons.checkRerequested!(asked);
    await buttons.checkRerequested!(asked);
    expect(await ids()).toHaveLength(2);
  });
});
