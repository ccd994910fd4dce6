import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { hasCredentials, isLoopback } from '../../app/api/index.ts';
import { type FlowStore, openFlowStore } from '../../app/flows/store.ts';
import { startServer } from '../../app/server/index.ts';
import { createMetrics } from '../../app/server/metrics.ts';
import manifest from '../../package.json' with { type: 'json' };
import { createScheduler, type Scheduler } from '../../runner/engine/triggers/index.ts';
import type { Engine } from '../../runner/engine/types.ts';
import { isTerminated } from '../../runner/execution/states.ts';
import { openBackend, openEngine, openRegistry } from '../compose.ts';
import { messageOf, Refusal } from '../errors.ts';
import { environmentMask } from '../secrets.ts';
import type { ServeConfig } from './config.ts';

/** How often executions are looked for that no live process drives any more, milliseconds. */
const recoverPause = 5_000;

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
export async function startServing({ root, config, log, hide }: ServeParts): Promise<Serving> {
  const { server: listen, auth, flows: folder, triggers } = config;
  if (!isLoopback(listen.host) && !hasCredentials(auth)) throw new Refusal(withoutCredentials(listen.host));

  const registry = await openRegistry();
  const backend = await openBackend(root);
  const flows = await openFlowStore({ root, registry, writable: folder.writable });
  const { threads, logLevel } = config.engine;
  const engine = await openEngine({
    backend,
    registry,
    repository: flows.repository,
    logLevel,
    ...(threads && { threads }),
  });
  const mask = maskOf(engine);
  hide(mask);
  const { timeZone, recoverMissedSchedules } = triggers;
  const scheduler = createScheduler({
    host: engine.triggers,
    recoverMissedSchedules,
    ...(timeZone && { timeZone }),
  });
  const metrics = createMetrics(engine, backend);
  const stopTelling = tellEnds(engine, log);
  let ready = false;

  const release = async (grace: number) => {
    await scheduler.close();
    await engine.close(grace);
    stopTelling();
    metrics.close();
    await backend.close();
  };

  const instance = {
    version: manifest.version,
    uuid: randomUUID(),
    url: config.server.url?.replace(/\/+$/, '') ?? '',
    ...(config.environment && { environment: config.environment }),
  };
  const server = await startServer({
    host: listen.host,
    port: listen.port,
    credentials: auth,
    services: { backend, engine, scheduler, registry, flows, mask, instance },
    metrics,
    health: {
      isReady: () => ready,
      check: async () => void (await backend.countExecutions({ states: ['RUNNING'] })),
    },
    failed: (error, request) => log.error({ err: error, ...request }, 'request failed'),
    answered: (request) => log.debug(request, 'request'),
  }).catch(async (error: unknown) => {
    await release(0);
    throw new Refusal(`Cannot listen at ${listen.host}:${listen.port}: ${messageOf(error)}`, {
      cause: error,
    });
  });
  instance.url ||= server.url;
  log.info({ url: server.url, flows: flows.all().length }, 'serving');
  tellInvalid(flows, log);

  const recover = async () => {
    const taken = await engine.recover();
    if (taken.length > 0) log.info({ executions: taken.length }, 'took up unfinished executions');
  };
  await recover();
  if (triggers.enabled) await sync(scheduler, flows);
  ready = true;

  const stopWatching = watch(
    folder.poll,
    async () => {
      if (!(await flows.refresh())) return;
      log.info({ flows: flows.all().length }, 'flows changed');
      tellInvalid(flows, log);
      if (triggers.enabled) await sync(scheduler, flows);
    },
    (error) => log.error({ err: error }, 'cannot read the flows'),
  );
  // A process that was killed holds its executions until its lease ends.
  const stopRecovering = watch(recoverPause, recover, (error) =>
    log.error({ err: error }, 'cannot take up unfinished executions'),
  );

  return {
    url: server.url,
    async close() {
      ready = false;
      log.info({ grace: listen.grace }, 'ending');
      await Promise.all([stopWatching(), stopRecovering()]);
      // Requests that wait for an execution need the engine, so both end together.
      await Promise.all([server.close(listen.grace), release(listen.grace)]);
      log.info('ended');
    },
  };
}

function sync(scheduler: Scheduler, flows: FlowStore): Promise<void> {
  return scheduler.sync(flows.all().map(({ flow }) => flow));
}

/** Secrets that were read, and those of the environment that were not: the state may hold them from an earlier start. */
function maskOf(engine: Engine): (text: string) => string {
  const ofEnvironment = environmentMask();
  return (text) => ofEnvironment(engine.mask(text));
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

function tellInvalid(flows: FlowStore, log: Logger): void {
  for (const { file, violations } of flows.invalid()) {
    const first = violations.find(({ severity }) => severity === 'error');
    if (first) log.warn({ file, line: first.line, reason: first.message }, 'flow is not valid');
  }
}

/** Looks again and again, `pause` milliseconds after the last look; the result ends it. */
function watch(
  pause: number,
  look: () => Promise<void>,
  failed: (error: unknown) => void,
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const looking = (async () => {
    for (;;) {
      await delay(pause, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await look().catch(failed);
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
