import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Octokit } from '@octokit/rest';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FlowStore } from '../../../../app/flows/store.ts';
import { capped } from '../../../../app/github/events/capped.ts';
import { eventHandlers } from '../../../../app/github/events/index.ts';
import type { Scope, Trust, Workspace } from '../../../../app/github/types.ts';
import { executionsWorld, repository } from '../executions/support.ts';

const head = 'c'.repeat(40);

/** GitHub, as far as it tells roles and changed files. */
async function gitHub(files: string[]): Promise<{ octokit: Octokit; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    asked.push(url.split('?')[0]!);
    const changed = files.map((filename) => ({ filename }));
    const answer = url.includes('/permission')
      ? { permission: 'read', role_name: url.includes('/ada/') ? 'write' : 'read' }
      : url.includes('/compare/')
        ? { files: changed }
        : changed;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { octokit: new Octokit({ baseUrl }), asked };
}

interface Delivery {
  name: string;
  action?: string;
  login?: string;
  payload?: Record<string, unknown>;
  deliveryId?: string;
}

/** A repository with one flow that waits as `trigger` says. */
async function waiting(
  trigger: string,
  {
    scope = { kind: 'production' } as Scope,
    trust = 'default' as Trust,
    files = [] as string[],
    rest = '',
  } = {},
) {
  const world = await executionsWorld({ scope, trust });
  const flow = await world.engine.flow(`
${rest}
tasks:
  - id: tell
    type: io.kestra.plugin.core.debug.Return
    format: "{{ trigger.event }} {{ trigger.action ?? '-' }} {{ trigger.branch ?? '-' }} {{ trigger.number ?? '-' }}"
triggers:
  - id: wait
    type: io.tutti.plugin.github.trigger.Event
${trigger.trim().replaceAll(/^/gm, '    ')}
`);
  const workspace: Workspace = {
    ...world.workspace,
    flows: { ...world.workspace.flows, all: () => [{ flow, source: '', file: 'flow.yaml' }] } as FlowStore,
  };
  const { octokit, asked } = await gitHub(files);
  const handlers = eventHandlers({
    executions: world.executions,
    open: async (_, wanted) => (JSON.stringify(wanted) === JSON.stringify(scope) ? workspace : undefined),
    github: { octokit: () => octokit, slug: async () => 'tutti' },
    log: pino({ level: 'silent' }),
  });
  return {
    world,
    asked,
    async deliver({ name, action, login = 'ada', payload = {}, deliveryId = 'd1' }: Delivery) {
      await handlers.event!({
        repository,
        deliveryId,
        receivedAt: 0,
        signal: new AbortController().signal,
        sender: { login, id: 1, type: 'User' },
        name,
        ...(action !== undefined && { action }),
        payload: { repository: { id: repository.id }, ...payload },
      });
      const all = await world.engine.backend.executions({});
      const ended = await Promise.all(all.map(({ id }) => world.engine.engine.ended(id)));
      return ended.map(({ taskRunList }) => taskRunList[0]?.outputs?.['value']);
    },
  };
}

const push = { ref: 'refs/heads/main', before: 'a'.repeat(40), after: head };
const pull = (from: number) => ({
  pull_request: {
    number: 3,
    head: { sha: head, ref: 'topic', repo: { id: from } },
    base: { ref: 'main' },
    labels: [{ name: 'data' }],
  },
});

describe('a push', () => {
  it('starts a flow that waits for it, which reads what was pushed; the same delivery starts it once', async () => {
    const { deliver } = await waiting('on: [push]\nbranches: [main, "release/*"]');
    expect(await deliver({ name: 'push', payload: push })).toEqual(['push - main -']);
    expect(await deliver({ name: 'push', payload: push })).toHaveLength(1);
    expect(await deliver({ name: 'push', payload: push, deliveryId: 'd2' })).toHaveLength(2);
  });

  it('of another branch or event starts nothing, and asks GitHub nothing', async () => {
    const { deliver, asked } = await waiting('on: [push]\nbranches: [main]\npaths: ["data/**"]');
    expect(await deliver({ name: 'push', payload: { ...push, ref: 'refs/heads/other' } })).toEqual([]);
    expect(await deliver({ name: 'release', action: 'published' })).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('starts a flow that waits for paths only where they changed', async () => {
    const trigger = 'on: [push]\npaths: ["data/**"]';
    const other = await waiting(trigger, { files: ['README.md'] });
    expect(await other.deliver({ name: 'push', payload: push })).toEqual([]);
    const data = await waiting(trigger, { files: ['README.md', 'data/2026/x.csv'] });
    expect(await data.deliver({ name: 'push', payload: push })).toHaveLength(1);
  });

  it('of the App itself starts nothing', async () => {
    const { deliver } = await waiting('on: [push]');
    expect(await deliver({ name: 'push', login: 'tutti[bot]', payload: push })).toEqual([]);
  });
});

describe('an issue', () => {
  const opened = {
    name: 'issues',
    action: 'opened',
    payload: { issue: { number: 8, labels: [{ name: 'bug' }] } },
  };

  it('of somebody with write access starts a flow, of anybody else only where the flow says so', async () => {
    const careful = await waiting('on: [issues]\nactions: [opened]');
    expect(await careful.deliver({ ...opened, login: 'ria' })).toEqual([]);
    expect(await careful.deliver({ ...opened, deliveryId: 'd2' })).toEqual(['issues opened - 8']);

    const everybody = await waiting('on: [issues]\npermission: none');
    expect(await everybody.deliver({ ...opened, login: 'ria' })).toHaveLength(1);
    expect(everybody.asked).toEqual([]);
  });

  it('has to have a label, a sender and an action that fit', async () => {
    for (const [filter, number] of [
      ['withLabels: [bug]', 1],
      ['withLabels: [feature]', 0],
      ['senders: [ada]', 1],
      ['senders: [max]', 0],
      ['actions: [closed]', 0],
    ] as const) {
      const { deliver } = await waiting(`on: [issues]\n${filter}`);
      expect(await deliver(opened), filter).toHaveLength(number);
    }
  });

  it('has to satisfy the conditions, which read it', async () => {
    for (const [wanted, number] of [
      ['8', 1],
      ['9', 0],
    ] as const) {
      const { deliver } = await waiting(`on: [issues]
conditions:
  - type: io.kestra.plugin.core.condition.Expression
    expression: "{{ trigger.number == ${wanted} }}"`);
      expect(await deliver(opened)).toHaveLength(number);
    }
  });
});

describe('a pull request', () => {
  it('of a branch starts the flow as the pull request has it, never that of production', async () => {
    const own = await waiting('on: [pull_request]\nbranches: [main]\nwithLabels: [data]', {
      scope: { kind: 'pull', number: 3 },
      trust: 'branch',
    });
    const opened = { name: 'pull_request', action: 'opened', payload: pull(repository.id) };
    expect(await own.deliver(opened)).toEqual(['pull_request opened main 3']);
    const production = await waiting('on: [pull_request]');
    expect(await production.deliver(opened)).toEqual([]);
  });

  it('of a fork starts nothing', async () => {
    const { deliver } = await waiting('on: [pull_request]', {
      scope: { kind: 'pull', number: 3 },
      trust: 'fork',
    });
    expect(await deliver({ name: 'pull_request', action: 'opened', payload: pull(99) })).toEqual([]);
  });
});

it('a workflow run of a fork starts nothing in production', async () => {
  const { deliver } = await waiting('on: [workflow_run]');
  const run = (id: number) => ({
    workflow_run: { head_sha: head, head_branch: 'topic', head_repository: { id } },
  });
  expect(await deliver({ name: 'workflow_run', action: 'completed', payload: run(99) })).toEqual([]);
  expect(
    await deliver({ name: 'workflow_run', action: 'completed', payload: run(7), deliveryId: 'd2' }),
  ).toEqual(['workflow_run completed topic -']);
});

it('a disabled flow is not started, and the delivery is done', async () => {
  const { deliver } = await waiting('on: [push]', { rest: 'disabled: true' });
  expect(await deliver({ name: 'push', payload: push })).toEqual([]);
});

it('given a payload of megabytes, an execution keeps a part of it, and says so', () => {
  const small = { action: 'opened', issue: { body: 'x' } };
  expect(capped(small)).toEqual({ body: small, truncated: false });
  const { body, truncated } = capped({ action: 'opened', issue: { body: 'é'.repeat(2_000_000), number: 8 } });
  expect(truncated).toBe(true);
  expect(body).toMatchObject({ action: 'opened', issue: { number: 8 } });
  expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(256 * 1024);
});
