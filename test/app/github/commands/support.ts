import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { onTestFinished } from 'vitest';
import { openFlowStore } from '../../../../app/flows/store.ts';
import { createCommands } from '../../../../app/github/commands/index.ts';
import type { CommandPolicy, CommandPorts, WorkspaceTarget } from '../../../../app/github/commands/types.ts';
import { checkedConfig } from '../../../../app/github/config.ts';
import { createExecutions } from '../../../../app/github/executions/index.ts';
import type { Executions } from '../../../../app/github/executions/types.ts';
import { type Foundation, openFoundation } from '../../../../app/github/foundation.ts';
import type { Workspace } from '../../../../app/github/types.ts';
import { play } from '../../../../runner/playground/index.ts';
import { pluginRegistry } from '../../../../runner/plugins/index.ts';
import { type FakeComment, type FakePull, startFakeGitHub } from '../../../fake-github/index.ts';
import { type EngineWorld, engineWorld } from '../../../support/engine.ts';
import { simulatedClock } from '../../../support/simulatedClock.ts';
import { readableLog, temporaryHome } from '../support.ts';

/** Flows of the pull request and of production. */
const files = {
  'flows/hello.yaml': `id: hello
namespace: tests
inputs:
  - id: name
    type: STRING
    defaults: world
  - id: count
    type: INT
    defaults: 1
  - id: password
    type: SECRET
    required: false
  - id: list
    type: FILE
    required: false
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: "hello {{ inputs.name }} {{ inputs.count }} @octocat"
  - id: give
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.name }}"
`,
  'flows/gate.yaml': `id: gate
namespace: tests
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - id: reason
        type: STRING
  - id: done
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.wait.onResume.reason }}"
`,
  'flows/broken.yaml': `id: broken
namespace: tests
tasks:
  - id: fine
    type: io.kestra.plugin.core.debug.Return
    format: fine
  - id: bad
    type: io.kestra.plugin.core.execution.Fail
`,
};

/** GitHub, a repository with a pull request, and the App with its commands, over HTTP. */
export async function commandsWorld(
  options: { policy?: CommandPolicy; author?: string; isFork?: boolean; ports?: Partial<CommandPorts> } = {},
) {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const repository = await github.createRepository({ files });
  const clock = simulatedClock(new Date().toISOString());
  const home = temporaryHome();
  const { privateKey, webhookSecret, id } = github.app;
  const config = checkedConfig({ appId: String(id), privateKey, webhookSecret, apiUrl: github.apiUrl });
  const { log, lines } = readableLog();
  const worlds = new Map<string, EngineWorld>();
  const opened: WorkspaceTarget[] = [];
  const validated: string[] = [];
  let broken = 0;

  const scopeName = ({ scope }: Pick<WorkspaceTarget, 'scope'>) =>
    scope.kind === 'pull' ? `#${scope.number}` : 'production';
  const workspaceOf = async (
    target: Omit<WorkspaceTarget, 'commit'> & { commit?: string },
    executions?: Executions,
  ): Promise<Workspace> => {
    const name = scopeName(target);
    const world =
      worlds.get(name) ?? (await engineWorld({ files, environment: { SECRET_KEY: 'c2VjcmV0LXZhbHVl' } }));
    const isNew = !worlds.has(name);
    worlds.set(name, world);
    const flows = await openFlowStore({
      root: dirname(world.home),
      registry: world.engine.triggers.registry,
    });
    const commit = target.commit ?? (await github.head(repository));
    const workspace = {
      ...target,
      commit,
      flows,
      tree: flows.repository,
      secretNames: [],
      ...world,
      move: async () => {},
    };
    if (isNew) executions?.watch(workspace);
    return workspace;
  };

  let app: Foundation;
  const server = createAdaptorServer({ fetch: (request: Request) => app.receive(request) }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const start = async () => {
    app = await openFoundation({ config, home, log, clock, throttle: false });
    const { services } = app;
    const executions = createExecutions({
      records: services.records,
      checks: { publish: async () => {} },
      clock,
      log,
      open: async (of, scope) => workspaceOf({ repository: of, scope, trust: 'branch' }),
      render: async () => ({ title: 'execution', summary: '' }),
    });
    github.webhooks.target(`http://127.0.0.1:${port}/`);
    const ports: CommandPorts = {
      services,
      executions,
      policy: async () => options.policy ?? {},
      validate: async ({ number, sha, trust }) => void validated.push(`#${number} ${sha} ${trust}`),
      async workspace(target) {
        if (broken-- > 0) throw new Error('the disk is full');
        opened.push(target);
        return workspaceOf(target, executions);
      },
      async existing(of, scope) {
        const isThere = scope.kind === 'production' || worlds.has(scopeName({ scope }));
        const trust = scope.kind === 'production' ? 'default' : 'branch';
        return isThere ? workspaceOf({ repository: of, scope, trust }, executions) : undefined;
      },
      flows: async (of, commit) =>
        (await workspaceOf({ repository: of, scope: { kind: 'production' }, trust: 'default', commit }))
          .flows,
      registry: pluginRegistry(),
      playground: ({ workspace, taskId, ...wish }) => play({ ...workspace, ...wish, task: { id: taskId } }),
      ...options.ports,
    };
    await app.start([createCommands(ports)]);
    await app.idle();
  };
  const stop = async () => {
    github.webhooks.target(undefined);
    await app.stop(0);
    await app.close();
  };
  await start();
  onTestFinished(stop);

  const fork = options.isFork ? await github.fork(repository, 'stranger') : undefined;
  const change = { branch: 'topic', files: { 'flows/new.yaml': 'id: new\n' } };
  const sha = await github.commit(fork ?? repository, change);
  const pull: FakePull = await github.openPull(repository, {
    head: 'topic',
    author: options.author ?? 'writer',
    ...(fork && { fork }),
  });

  /** Everything that was delivered is done. */
  const settle = async () => {
    await github.webhooks.settled();
    await app.idle();
  };
  /** Time goes on, so that what failed is tried again. */
  const later = async (milliseconds = 60_000) => {
    await clock.goTo(new Date(clock.now() + milliseconds).toISOString(), app.idle);
    await settle();
  };
  const reactions = (comment: FakeComment) => comment.reactions.map(({ content }) => content).sort();
  const replies = () =>
    github
      .comments(repository, pull.number)
      .filter(({ viaApp }) => viaApp)
      .map(({ body }) => body);
  return {
    github,
    repository,
    fork,
    pull,
    sha,
    clock,
    lines,
    opened,
    validated,
    start,
    stop,
    settle,
    later,
    reactions,
    replies,
    app: () => app,
    /** The next times that a workspace is wanted, there is none. */
    breakWorkspace(times = 1) {
      broken = times;
    },
    async say(body: string, user = 'writer', number = pull.number) {
      const comment = github.comment(repository, number, { user, body });
      await settle();
      return comment;
    },
    /** Waits until the comment has its last reaction. */
    async ended(comment: FakeComment) {
      const isOver = () => {
        const given = reactions(comment);
        return !given.includes('eyes') && (given.includes('+1') || given.includes('-1'));
      };
      while (!isOver()) await new Promise((resolve) => setTimeout(resolve, 10));
      return reactions(comment);
    },
    async executions(scope: string = `#${pull.number}`) {
      return (await worlds.get(scope)?.backend.executions({})) ?? [];
    },
    world: (scope: string = `#${pull.number}`) => worlds.get(scope)!,
  };
}
