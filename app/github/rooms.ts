import type { Clock } from '../../runner/engine/triggers/types.ts';
import type { EngineOptions } from '../../runner/engine/types.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import type { Egress } from '../../runner/plugin/types.ts';
import { openFlowStore } from '../flows/store.ts';
import { createChecks } from './checks/index.ts';
import type { GitHubAccess } from './client/types.ts';
import { createCommands } from './commands/index.ts';
import { playground } from './commands/playground.ts';
import type { WorkspaceTarget } from './commands/types.ts';
import { errorViolations } from './copilot/faults.ts';
import { type CopilotModel, createCopilot } from './copilot/index.ts';
import { eventHandlers, eventTrigger } from './events/index.ts';
import { executionButtons } from './executions/buttons.ts';
import { createExecutions } from './executions/index.ts';
import { executionRenderer } from './executions/render.ts';
import type { Executions, OpenWorkspace } from './executions/types.ts';
import type { AppServices, Handlers } from './handlers.ts';
import type { Rooms } from './index.ts';
import { createMirror, type Mirror } from './mirror/index.ts';
import { createPolicies, type Policies } from './policy/index.ts';
import { createPreviews } from './preview/changed.ts';
import { createPulls } from './pulls/index.ts';
import { repeat } from './repeat.ts';
import { testButtons } from './tests/buttons.ts';
import { testChooser } from './tests/choose.ts';
import { createTests } from './tests/index.ts';
import { createTestRunner } from './tests/runner.ts';
import { suiteReader } from './tests/suites.ts';
import { testsJudge } from './tests/verdict.ts';
import type { GitHubRepository, Workspace } from './types.ts';
import { createJudge } from './verdict/index.ts';
import { type SnapshotReader, snapshotReader } from './verdict/snapshot.ts';
import { createWorkspaces, type Workspaces } from './workspace/index.ts';

export interface RoomsOptions {
  /** Of Tutti. */
  version: string;
  registry: Registry;
  clock: Clock;
  /** Where production finds its secrets. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Least trust of commits whose scripts run here; default: `default`. */
  scripts?: 'default' | 'branch';
  /** Repositories that read the secrets of the whole server too; default: none. */
  sharedSecrets?: readonly string[];
  /** Where HTTP requests of production may go; default: anywhere. */
  egress?: Egress;
  /** Of every engine. */
  engine?: Pick<EngineOptions, 'plugins' | 'threads' | 'isolation' | 'logLevel'>;
  /** The model that Copilot asks; absent where none is configured. */
  copilot?: CopilotModel;
  /** Least time between two reports of an execution that goes on, milliseconds. */
  pace?: number;
}

/** The rooms of the App with what others reach of them. */
export interface AppRooms extends Rooms {
  readonly workspaces: Workspaces;
  readonly executions: Executions;
  readonly policies: Policies;
}

/** How often executions are looked for that a killed process left behind, milliseconds. */
const recoverPause = 5_000;

/** Puts the rooms together: what runs, what is said of it, and who may ask for it (github §0). */
export async function openRooms(services: AppServices, options: RoomsOptions): Promise<AppRooms> {
  const { registry, clock, environment, engine, pace, scripts, sharedSecrets, egress } = options;
  const { records, github, log, now } = services;
  const mirror = createMirror(services);
  const checks = createChecks({ ...services, clock });
  const policies = createPolicies({ mirror, records, github, log });
  const read = snapshotReader(registry);
  const open: OpenWorkspace = (repository, scope) => workspaces.open(repository, scope);
  const executions = createExecutions({
    ...{ records, checks, clock, log, open },
    render: executionRenderer({
      ...{ siteUrl: github.siteUrl, now, fixes: options.copilot !== undefined },
      warningFails: ({ repository }) => policies.last(repository).checks.warnings === 'failure',
    }),
    reported: ({ repository }) => policies.last(repository).executions.report,
    ...(pace !== undefined && { pace }),
  });
  const workspaces = createWorkspaces({
    ...services,
    ...{ mirror, registry, environment, clock },
    repositories: () => services.registry.list(),
    ...(scripts && { scripts }),
    ...(sharedSecrets && { sharedSecrets }),
    ...(egress && { egress }),
    ...(engine && { engine }),
    isShown: executions.isShown,
    hosts: (repository) => policies.last(repository).egress.hosts,
    opened(workspace) {
      const unwatch = executions.watch(workspace);
      const recovering = repeat(
        clock,
        recoverPause,
        async () => void (await workspace.engine.recover()),
        (error) => log.error({ err: error }, 'cannot take up unfinished executions'),
      );
      return () => {
        recovering.close();
        unwatch();
      };
    },
  });
  const suites = suiteReader();
  const choose = testChooser({ registry, read, suites });
  const tests = createTests({
    ...{ services, mirror, registry, read, choose, checks, scripts, version: options.version },
    runner: createTestRunner(),
    // The verdict, or who asked for tests, has just read it.
    policy: (repository) => policies.last(repository),
    plugins: engine?.plugins,
  });
  const judge = createJudge({ registry, read, now });
  const pulls = createPulls({
    ...{ services, mirror, checks, policy: policies.of, judge, fixes: options.copilot !== undefined },
    tests: { ...tests, judge: testsJudge({ registry, choose, suites }) },
    previews: createPreviews({
      ...{ registry, read },
      production: (repository) => workspaces.open(repository, { kind: 'production' }),
    }),
    async deploy(repository, commit) {
      // What begins to run is shown as the policy of its commit says.
      await policies.of(repository);
      await workspaces.at(repository, { kind: 'production' }, { commit, trust: 'default' });
    },
    closed: (repository, number) => workspaces.remove(repository, { kind: 'pull', number }),
  });
  const copilot = createCopilot({
    ...{ services, mirror, registry, executions, policy: policies.of },
    faults: errorViolations(mirror, judge),
    production: (repository) => workspaces.open(repository, { kind: 'production' }),
    ...(options.copilot && { model: options.copilot }),
  });
  const commands = createCommands({
    services,
    copilot: copilot.commands,
    executions,
    registry,
    existing: open,
    async flows(repository, commit) {
      const tree = await mirror.tree(repository, commit);
      // Nothing is written there, nor read: the flows are those of the tree.
      return openFlowStore({ root: services.home, registry, writable: false, look: async () => tree });
    },
    workspace: (target) => workspaceOf(workspaces, target),
    policy: policies.of,
    async validate({ repository, sha }) {
      await pulls.checkRerequested?.({
        ...{ repository, sha, pulls: [], deliveryId: `validate-${sha}`, receivedAt: now() },
        sender: { login: '', id: 0, type: 'User' },
        signal: new AbortController().signal,
      });
    },
    playground,
    tests: {
      suites: async (repository, sha) => suites(await mirror.tree(repository, sha)),
      again: tests.again,
    },
  });
  const handlers: Handlers[] = [
    // What runs comes first, so that what follows finds the commit running.
    pulls,
    commands,
    testButtons(tests, { services, policy: policies.of }),
    tests.handlers,
    copilot.handlers,
    executionButtons({ executions, github, policy: policies.of, log }),
    eventHandlers({
      executions,
      open: openForEvents(workspaces, mirror, services, { registry, read }),
      github,
      log,
    }),
    leaving(workspaces),
    returning(workspaces),
    forgetting(mirror, workspaces),
  ];
  for (const repository of services.registry.list())
    await workspaces.resume(repository).catch((error: unknown) => {
      log.error({ err: error, repository: `${repository.owner}/${repository.name}` }, 'cannot go on');
    });
  return {
    workspaces,
    executions,
    policies,
    handlers,
    async idle() {
      await tests.idle();
      await executions.settled();
    },
    async close(grace) {
      await tests.close();
      await workspaces.close(grace);
      mirror.close();
    },
  };
}

/** The workspace that a command is for. */
async function workspaceOf(
  workspaces: Workspaces,
  { repository, scope, trust, commit }: WorkspaceTarget,
): Promise<Workspace> {
  if (scope.kind === 'pull' && commit !== undefined)
    return workspaces.at(repository, scope, { commit, trust });
  const found = await workspaces.open(repository, scope);
  if (!found) throw new Error(`Nothing of ${repository.owner}/${repository.name} is deployed yet`);
  return found;
}

/** Events of a pull request find its flows only where one of them waits for events; others find production. */
function openForEvents(
  workspaces: Workspaces,
  mirror: Mirror,
  { github }: { github: GitHubAccess },
  { registry, read }: { registry: Registry; read: SnapshotReader },
): OpenWorkspace {
  return async (repository, scope) => {
    if (scope.kind === 'production') return workspaces.open(repository, scope);
    const head = await headOf(github, repository, scope.number);
    if (!head || head.isFork) return undefined;
    const { documents } = await read(await mirror.tree(repository, head.sha));
    const waits = [...documents.values()].some(({ flow }) =>
      flow?.triggers.some(({ type }) => registry.resolve(type) === eventTrigger),
    );
    return waits ? workspaces.at(repository, scope, { commit: head.sha, trust: 'branch' }) : undefined;
  };
}

/** The head of an open pull request, as GitHub has it now. */
async function headOf(
  github: GitHubAccess,
  { owner, name, ...rest }: GitHubRepository,
  number: number,
): Promise<{ sha: string; isFork: boolean } | undefined> {
  const octokit = github.octokit({ owner, name, ...rest }, { pull_requests: 'read' });
  const { data } = await octokit.rest.pulls.get({ owner, repo: name, pull_number: number });
  return data.state === 'open' ? { sha: data.head.sha, isFork: data.head.repo?.id !== rest.id } : undefined;
}

/** Commits and workspaces that nobody needs any more are not kept. */
function forgetting(mirror: Mirror, workspaces: Workspaces): Handlers {
  return {
    async swept({ repository }) {
      await workspaces.sweep(repository);
      await mirror.prune(repository, workspaces.commits(repository));
    },
  };
}

/** A pull request that is open again has what it had before it was closed. */
function returning(workspaces: Workspaces): Handlers {
  return {
    pullMoved: ({ repository, number }) => workspaces.restore(repository, { kind: 'pull', number }),
  };
}

/** What is not reached any more runs no more. */
function leaving(workspaces: Workspaces): Handlers {
  return {
    async installationChanged({ removed }) {
      for (const repository of removed) await workspaces.leave(repository);
    },
  };
}
