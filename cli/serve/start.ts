import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type ApiServices, hasCredentials, isLoopback, type Tenants } from '../../app/api/index.ts';
import { type FlowStore, openFlowStore } from '../../app/flows/store.ts';
import type { Workspace } from '../../app/github/types.ts';
import { startServer } from '../../app/server/index.ts';
import { createMetrics } from '../../app/server/metrics.ts';
import manifest from '../../package.json' with { type: 'json' };
import { createMasker } from '../../runner/engine/masker.ts';
import { secretKeys } from '../../runner/engine/secrets.ts';
import { createScheduler, type Scheduler } from '../../runner/engine/triggers/index.ts';
import type { Engine } from '../../runner/engine/types.ts';
import { isTerminated } from '../../runner/execution/states.ts';
import { openBackend, openEngine, openRegistry, testRunner } from '../compose.ts';
import { copilotFor } from '../copilot/open.ts';
import { messageOf, Refusal } from '../errors.ts';
import { homeOf, prepareHome } from '../home.ts';
import { pluginModules } from '../plugins/modules.ts';
import { environmentMask } from '../secrets.ts';
import { egressOf, type ServeConfig } from './config.ts';
import { type Following, follow, gitSecrets } from './follow.ts';
import { emptyFolder, githubSecrets, type OpenedApp, openGitHub, webhookPath } from './github.ts';
import { keepRetention } from './retention.ts';

/** How often executions are looked for that no live process drives any more, milliseconds. */
const recoverPause = 5_000;

/** How often is looked for what executions of other processes came to, milliseconds. */
const hearPause = 1_000;

/** How often a remote is asked for new commits where nothing says it, milliseconds. */
const remotePause = 30_000;
/** The longest pause after looks that failed, milliseconds. */
const longestPause = 300_000;

/** A server that runs. */
export interface Serving {
  /** Where it listens. */
  readonly url: string;
  /**
   * Ends it: no trigger fires any more, no connection is taken, running tasks get their grace; what has not ended by then is
   * taken up at the next start.
   */
  close(): Promise<void>;
}

export interface ServeParts {
  /** Absolute path of the repository. */
  root: string;
  /** Whether the folder is a repository whose flows are served; the GitHub App brings its own. */
  hasFlows?: boolean;
  config: ServeConfig;
  log: Logger;
  /** Called with the engine's mask once there is one. */
  hide(mask: (text: string) => string): void;
}

/**
 * Starts everything in this process: flows of the folder, what a stop left unfinished, API, triggers, in this order.
 *
 * @throws Refusal where it would listen beyond this machine without credentials, or cannot listen
 */
export async function startServing(parts: ServeParts): Promise<Serving> {
  const { root, hasFlows = true, config, log, hide } = parts;
  const { server: listen, auth, flows: folder, triggers } = config;
  if (!isLoopback(listen.host) && !hasCredentials(auth)) throw new Refusal(withoutCredentials(listen.host));

  const registry = await openRegistry();
  // Its refusals come first: the backend then has nothing to let go of.
  prepareHome(homeOf(root));
  const following = isFollowing(config) ? await follow(root, homeOf(root), config.git) : undefined;
  const instance = {
    version: manifest.version,
    uuid: randomUUID(),
    url: config.server.url?.replace(/\/+$/, '') ?? '',
    ...(config.environment && { environment: config.environment }),
  };
  const github = await openGitHub({
    ...{ config, log, registry, plugins: pluginModules(), environment: process.env },
    home: homeOf(root),
    url: () => instance.url,
  });
  const backend = await openBackend(root);
  const flows = await openFlowStore({
    root: hasFlows ? root : emptyFolder(homeOf(root)),
    registry,
    writable: folder.writable && !following && hasFlows,
    pluginDefaults: config.pluginDefaults,
    ...(following && { look: following.look }),
  });
  const { threads, logLevel, isolation } = config.engine;
  const { globals, pluginDefaults } = config;
  const tests = testRunner({ backend, registry, globals, pluginDefaults });
  const engine = await openEngine({
    backend,
    registry,
    repository: flows.repository,
    globals,
    pluginDefaults,
    tests,
    logLevel,
    isolation,
    unwritable: 'wait',
    confinement: egressOf(config),
    ...(threads && { threads }),
  });
  const hidden = [...gitSecrets(config.git), ...githubSecrets(config)];
  const mask = maskOf(engine, hidden);
  hide(mask);
  const { timeZone, recoverMissedSchedules } = triggers;
  const evaluating = createScheduler({
    host: engine.triggers,
    recoverMissedSchedules,
    ...(timeZone && { timeZone }),
  });
  // Where triggers are not evaluated, it learns of none, whoever changes flows: the folder or the API.
  const scheduler = triggers.enabled ? evaluating : { ...evaluating, sync: async () => undefined };
  const copilot = openedCopilot({ config, registry, flows, backend, log });
  const metrics = createMetrics(engine, backend, github?.status.families);
  const stopTelling = tellEnds(engine, log);
  const stopTellingBlocked = tellBlocked(engine, log);
  let ready = false;

  const release = async (grace: number) => {
    await scheduler.close();
    await Promise.all([github?.close(grace), engine.close(grace)]);
    stopTelling();
    stopTellingBlocked();
    metrics.close();
    following?.close();
    await backend.close();
  };

  const server = await startServer({
    host: listen.host,
    port: listen.port,
    credentials: auth,
    services: {
      ...{ backend, engine, scheduler, registry, flows, tests, mask, instance },
      secretNames: () => secretKeys(process.env),
      ...(copilot && { copilot }),
    },
    ...(github && { tenants: tenantsOf(github, { registry, instance }, hidden) }),
    metrics,
    health: {
      isReady: () => ready && !engine.blocked(),
      check: async () => void (await backend.countExecutions({ states: ['RUNNING'] })),
      details: () => ({
        ...servedCommit(flows, following),
        ...unwritable(engine),
        ...(github && { github: github.status.health() }),
      }),
    },
    ...(github && { webhook: { path: webhookPath, receive: github.receive } }),
    failed: (error, request) => log.error({ err: error, ...request }, 'request failed'),
    answered: (request) => log.debug(request, 'request'),
  }).catch(async (error: unknown) => {
    await release(0);
    throw new Refusal(`Cannot listen at ${listen.host}:${listen.port}: ${messageOf(error)}`, {
      cause: error,
    });
  });
  instance.url ||= server.url;
  log.info({ url: server.url, flows: flows.all().length, ...commitOf(flows) }, 'serving');
  tellStale(following, log);
  tellInvalid(flows, log);

  const recover = async () => {
    const taken = await engine.recover();
    if (taken.length > 0) log.info({ executions: taken.length }, 'took up unfinished executions');
  };
  await recover();
  await sync(scheduler, flows);
  await github?.start();
  ready = true;

  const poll = following
    ? (config.git.poll ?? (config.git.url === undefined ? folder.poll : remotePause))
    : folder.poll;
  const stopWatching = watch(
    poll,
    async () => {
      if (!(await flows.refresh())) return;
      log.info({ flows: flows.all().length, ...commitOf(flows) }, 'flows changed');
      tellInvalid(flows, log);
      await sync(scheduler, flows);
    },
    (error) => {
      if (following) tellStale(following, log);
      else log.error({ err: error }, 'cannot read the flows');
    },
    following && Math.max(poll, longestPause),
  );
  // A process that was killed holds its executions until its lease ends.
  const stopRecovering = watch(recoverPause, recover, (error) => {
    // The engine told already why.
    if (!engine.blocked()) log.error({ err: error }, 'cannot take up unfinished executions');
  });
  // `tutti run` in the same repository keeps what its executions come to for the triggers here.
  const stopHearing = watch(hearPause, scheduler.hear, (error) =>
    log.error({ err: error }, 'cannot hear of the executions of other processes'),
  );

  const stopRetention = keepRetention({ backend, policy: config.retention, log, metrics });

  return {
    url: server.url,
    async close() {
      ready = false;
      log.info({ grace: listen.grace }, 'ending');
      await Promise.all([stopWatching(), stopRecovering(), stopHearing(), stopRetention()]);
      // Requests that wait for an execution need the engine, so both end together.
      await Promise.all([server.close(listen.grace), release(listen.grace)]);
      log.info('ended');
    },
  };
}

/** A configuration that makes no sense ends no server: it is told, and Copilot is not there. */
function openedCopilot({
  config: { copilot: section, pluginDefaults },
  log,
  flows,
  ...parts
}: Pick<ApiServices, 'registry' | 'flows' | 'backend'> & { config: ServeConfig; log: Logger }) {
  try {
    return copilotFor({
      ...{ ...parts, section, pluginDefaults },
      environment: process.env,
      repository: () => flows.repository,
    });
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'Copilot is not available');
    return undefined;
  }
}

/** What the API reaches of a repository of the App: the same as long as its workspace is. */
function tenantsOf(
  github: OpenedApp,
  shared: Pick<ApiServices, 'registry' | 'instance'>,
  hidden: readonly string[],
): Tenants {
  const known = new WeakMap<Workspace, ApiServices>();
  return async (name) => {
    const workspace = await github.production(name);
    if (!workspace?.scheduler) return undefined;
    const { backend, engine, flows, scheduler } = workspace;
    const services = known.get(workspace) ?? {
      ...{ ...shared, backend, engine, flows, scheduler },
      tests: testRunner({ backend, registry: shared.registry, confined: true }),
      secretNames: () => workspace.secretNames,
      mask: maskOf(engine, hidden),
    };
    known.set(workspace, services);
    return services;
  };
}

function sync(scheduler: Scheduler, flows: FlowStore): Promise<void> {
  return scheduler.sync(flows.all().map(({ flow }) => flow));
}

/** Secrets that were read, and those of the environment that were not: the state may hold them from an earlier start. */
function maskOf(engine: Engine, others: readonly string[]): (text: string) => string {
  const ofEnvironment = environmentMask();
  const masker = createMasker();
  for (const secret of others) masker.add(secret);
  return (text) => masker.mask(ofEnvironment(engine.mask(text)));
}

function isFollowing({ git }: ServeConfig): boolean {
  return git.url !== undefined || git.ref !== undefined;
}

/** The commit that is served, for the log. */
function commitOf({ repository }: FlowStore): { commit?: string } {
  return repository.commit === undefined ? {} : { commit: repository.commit };
}

/** What readiness says where a ref is followed: everybody may read it. */
function servedCommit(flows: FlowStore, following: Following | undefined): Record<string, unknown> {
  if (!following) return {};
  const failing = following.failing();
  const staleSince = failing && new Date(failing.since).toISOString();
  return {
    repository: {
      ...commitOf(flows),
      status: failing ? 'STALE' : 'CURRENT',
      ...(staleSince && { staleSince }),
    },
  };
}

function tellStale(following: Following | undefined, log: Logger): void {
  const failing = following?.failing();
  if (failing)
    log.warn({ reason: failing.reason }, 'cannot follow the repository, serving its last known commit');
}

function tellEnds(engine: Engine, log: Logger): () => void {
  const ended = new Set<string>();
  return engine.listen({
    changed({ id, namespace, flowId, state }) {
      if (!isTerminated(state.current)) return;
      // afterExecution tasks follow the end.
      if (ended.has(id)) return;
      ended.add(id);
      if (ended.size > 1_000) ended.delete(ended.values().next().value!);
      log.info({ execution: id, flow: `${namespace}.${flowId}`, state: state.current }, 'execution ended');
    },
  });
}

/** What readiness says while the state cannot be written; the path of the state is nobody's business. */
function unwritable(engine: Engine): Record<string, unknown> {
  const blocked = engine.blocked();
  const reasons = { FULL: 'the disk is full', LOCKED: 'another process keeps the database locked' };
  return blocked ? { state: { status: 'UNWRITABLE', reason: reasons[blocked.code] } } : {};
}

/** Once when it begins, and once when it is over. */
function tellBlocked(engine: Engine, log: Logger): () => void {
  return engine.listen({
    blocked(error) {
      if (error)
        log.error(
          { reason: (error.cause as Error).message },
          'cannot write the state: nothing new is accepted',
        );
      else log.info('the state can be written again');
    },
  });
}

function tellInvalid(flows: FlowStore, log: Logger): void {
  for (const { file, violations } of flows.invalid()) {
    const first = violations.find(({ severity }) => severity === 'error');
    // What is wrong may be in the file of its namespace.
    const at = first && `${first.file}:${first.line}`;
    if (first) log.warn({ file, at, reason: first.message }, 'flow is not valid');
  }
}

/**
 * Looks again and again, `pause` milliseconds after the last look; twice as long after each one that failed, up to `longest`.
 * The result ends it.
 */
function watch(
  pause: number,
  look: () => Promise<void>,
  failed: (error: unknown) => void,
  longest = pause,
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const looking = (async () => {
    for (let wait = pause; ; ) {
      await delay(wait, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const next = Math.min(wait * 2, longest);
      wait = pause;
      await look().catch((error: unknown) => {
        wait = next;
        failed(error);
      });
    }
  })();
  return () => {
    stopping.abort();
    return looking;
  };
}

function withoutCredentials(host: string): string {
  return (
    `Nobody could log in, and everybody could reach ${host}: refusing to serve.\n` +
    'Set TUTTI_USERNAME and TUTTI_PASSWORD, or TUTTI_TOKENS, or `auth` in tutti.yaml; or listen at 127.0.0.1.'
  );
}
