import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Probot } from 'probot';
import type { Clock } from '../../runner/engine/triggers/types.ts';
import { createGitHubAccess } from './client/index.ts';
import type { GitHubAppConfig } from './config.ts';
import type { AppServices, Handlers, SyntheticHint } from './handlers.ts';
import { branchKey, pullKey } from './inbox/describe.ts';
import { createDispatch, hintEvent } from './inbox/dispatch.ts';
import { createInstallations } from './inbox/installations.ts';
import { createQueue } from './inbox/queue.ts';
import { createReceiver } from './inbox/receive.ts';
import { createRedelivery } from './inbox/redelivery.ts';
import { createSweep } from './inbox/sweep.ts';
import { createTruth, reconciled } from './inbox/truth.ts';
import { openRegistry } from './registry.ts';
import { type Repeated, repeat } from './repeat.ts';
import { type AppStatus, createStatus } from './status.ts';
import { openGitHubStore } from './store/index.ts';
import type { GitHubRepository, Records } from './types.ts';

/** Pauses between sweeps (github §3.2.3), between looks for lost deliveries (§3.2.4) and between purges, milliseconds. */
const sweepPause = 10 * 60_000;
const redeliveryPause = 10 * 60_000;
const purgePause = 3_600_000;

/** How long ids of deliveries are kept, milliseconds: a repeated one is known that long (github §8.2). */
const keptFor = 30 * 86_400_000;

/** What the inbox holds at most; more is refused with 503 and asked for again later. */
const bound = { deliveries: 10_000, bytes: 1024 ** 3 };

export interface FoundationOptions {
  config: GitHubAppConfig;
  /** `TUTTI_HOME`: `github.db` is made there. */
  home: string;
  log: Logger;
  clock: Clock;
  /** Where people reach this server. */
  url?: string | (() => string);
  /** Whether to keep to GitHub's pace; default true. */
  throttle?: boolean;
  /** Limits of the inbox. */
  bound?: { deliveries: number; bytes: number };
}

/** The App without its rooms: inbox, queue, sweeps and the way to GitHub. */
export interface Foundation {
  readonly services: AppServices;
  readonly status: AppStatus;
  /** Answers the webhook route. */
  receive(request: Request): Promise<Response>;
  /** Begins to work the queue with these handlers, and to sweep. Called once. */
  start(handlers: readonly Handlers[]): Promise<void>;
  /** Resolves when no sweep runs and nothing that is due waits. */
  idle(): Promise<void>;
  /**
   * Interrupts what is being done and waits for it, at most `grace` milliseconds; the queue goes on with it at the next start.
   * The state can still be used.
   */
  stop(grace: number): Promise<void>;
  /** Stops at once, and closes the state. */
  close(): Promise<void>;
}

/**
 * Opens the state and the clients of the App. Deliveries are taken from now on, and worked after `start`.
 *
 * @throws Error where the state cannot be used, another process has it, or the App's key is none
 */
export async function openFoundation(options: FoundationOptions): Promise<Foundation> {
  const { config, home, log, clock, url, throttle } = options;
  const store = openGitHubStore(home, clock.now);
  const { records, deliveries } = store;
  const status = createStatus(deliveries, clock.now);
  const registry = openRegistry(records);
  const github = createGitHubAccess({
    ...config,
    ...(throttle !== undefined && { throttle }),
    log,
    now: clock.now,
    answered: status.answered,
  });
  let wake = () => {};

  const enqueue = (hint: SyntheticHint) => {
    const installationId = registry.get(hint.repositoryId)?.installationId;
    const key = keyOfHint(hint);
    const body = JSON.stringify(hint);
    if (deliveries.isQueued(key, body)) return;
    const guid = `sweep-${randomUUID()}`;
    deliveries.addNow({ guid, event: hintEvent, key, body, ...(installationId && { installationId }) });
    wake();
  };

  const receive = createReceiver({
    secret: config.webhookSecret,
    ...(config.previousWebhookSecret !== undefined && { previousSecret: config.previousWebhookSecret }),
    deliveries,
    bound: options.bound ?? bound,
    log,
    received(result) {
      status.received(result);
      if (result === 'stored') wake();
    },
  });

  let stop = async (_grace: number) => {};
  let idle = async () => {};

  return {
    services: {
      records,
      registry,
      github,
      log,
      now: clock.now,
      home,
      enqueue,
      get url() {
        return typeof url === 'function' ? url() : url;
      },
    },
    status,
    receive,
    async start(handlers) {
      const probot = await openProbot(config, log);
      const sweep = createSweep({ records, github, handlers, enqueue });
      const found = ({ id }: GitHubRepository) => enqueue({ kind: 'sweep', repositoryId: id });
      const installations = createInstallations({
        registry,
        github,
        handlers,
        found,
        lost: ({ id }) => forget(records, id),
      });
      const truth = createTruth({
        records,
        github,
        handlers,
        async refresh(repository) {
          await installations.reconcile(repository.installationId, 'sweep');
          return JSON.stringify(registry.get(repository.id)) !== JSON.stringify(repository);
        },
      });
      const dispatch = createDispatch({ probot, handlers, registry, truth, installations, sweep });
      const queue = createQueue({ deliveries, work: dispatch, clock, log, ended: status.worked });
      wake = queue.wake;
      queue.start();

      const redeliver = createRedelivery({ github, records, deliveries, now: clock.now, log });
      const failed = (what: string) => (error: unknown) =>
        log.warn({ reason: error instanceof Error ? error.message : String(error) }, what);
      const repeated: Repeated[] = [
        repeat(
          clock,
          sweepPause,
          async () => {
            await installations.reconcileAll('sweep');
            for (const { id } of registry.list()) enqueue({ kind: 'sweep', repositoryId: id });
          },
          failed('cannot sweep the installations'),
        ),
        repeat(clock, redeliveryPause, redeliver, failed('cannot ask for lost deliveries')),
        repeat(
          clock,
          purgePause,
          async () => void deliveries.purge(clock.now() - keptFor),
          failed('cannot purge old deliveries'),
        ),
      ];
      idle = async () => {
        await Promise.all(repeated.map((one) => one.idle()));
        await queue.idle();
      };
      stop = async (grace) => {
        stop = async () => {};
        for (const one of repeated) one.close();
        await queue.close(grace);
      };
    },
    idle: () => idle(),
    stop: (grace) => stop(grace),
    async close() {
      await stop(0);
      await store.close();
    },
  };
}

/** Probot as the table of typed handlers (github §1.3); what fails is logged by the queue, without payloads. */
async function openProbot({ appId, privateKey, webhookSecret, apiUrl }: GitHubAppConfig, log: Logger) {
  const probot = new Probot({
    appId,
    privateKey,
    secret: webhookSecret,
    baseUrl: apiUrl,
    log: log.child({}, { level: 'silent' }),
  });
  return probot.ready();
}

function keyOfHint(hint: SyntheticHint): string {
  switch (hint.kind) {
    case 'branch':
      return branchKey(hint.repositoryId, hint.branch);
    case 'pull':
      return pullKey(hint.repositoryId, hint.number);
    case 'sweep':
      return `${hint.repositoryId} sweep`;
  }
}

/** Once a repository is reached again, everything in it is new. */
function forget(records: Records, repositoryId: number): void {
  for (const { key } of records.list(reconciled, `${repositoryId} `)) records.delete(reconciled, key);
}
