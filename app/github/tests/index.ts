import type { Handlers } from '../handlers.ts';
import type { CheckReport, GitHubRepository, Trust } from '../types.ts';
import { knownResults } from './reuse.ts';
import {
  createTestRun,
  recordOf,
  type TestsParts,
  type TestsRecord,
  type TestsWish,
  testsCheck,
} from './run.ts';
import type { FlowTests, TestsDone } from './types.ts';

export interface Tests {
  /**
   * Runs the tests of a commit and shows them, not waited for. The same commit is done once, unless somebody wants it again; what
   * was begun before a restart is begun again by the sweep.
   */
  begin(wish: TestsWish): void;
  /** Runs them once more, with results of now. Undefined: they were begun again, or a newer commit took its place. */
  again(
    wish: Pick<TestsWish, 'repository' | 'sha' | 'fresh' | 'pull'> & { trust?: Trust },
  ): Promise<TestsDone | undefined>;
  /** What is known of flows by the tests of a commit. */
  known(repository: GitHubRepository, sha: string): readonly FlowTests[] | undefined;
  /** Told when the tests of a commit were shown. */
  onShown(told: (wish: TestsWish) => Promise<void>): void;
  handlers: Handlers;
  /** Resolves when nothing runs. */
  idle(): Promise<void>;
  /** Ends what runs; it is begun again at the next start. */
  close(): Promise<void>;
}

/** After this nobody waits for tests any more that could not be shown, milliseconds. */
const patience = 6 * 3_600_000;

interface Running {
  sha: string;
  abort: AbortController;
  done: Promise<TestsDone>;
}

/** Unit tests of commits (surfaces §1.3, github §8.2): in pull requests without secrets, and in a sandbox unless trusted. */
export function createTests(parts: TestsParts): Tests {
  const { services } = parts;
  const { records, log } = services;
  const results = knownResults(services);
  const run = createTestRun(parts, results);
  /** By lane: a pull request, or a commit. */
  const running = new Map<string, Running>();
  const listeners: Parameters<Tests['onShown']>[0][] = [];
  let isClosed = false;

  const start = (wish: TestsWish): Promise<TestsDone> => {
    const { repository, sha, pull } = wish;
    const key = `${repository.id}/${sha}`;
    const ofPull = `${repository.id} pull ${pull}`;
    // An older commit that somebody looks at again takes nothing away from the head.
    const isAside = pull === undefined || (wish.isAgain && (running.get(ofPull)?.sha ?? sha) !== sha);
    const lane = isAside ? key : ofPull;
    const before = running.get(lane);
    if (before?.sha === sha && !wish.isAgain && !wish.fresh) return before.done;
    const abort = new AbortController();
    records.claim('tests-running', key, recordOf(wish));
    const work = async () => {
      if (before) {
        before.abort.abort(new Replaced(before.sha !== sha));
        await before.done.catch(() => undefined);
      }
      try {
        const done = await run(wish, abort.signal);
        if (done.outcomes.length > 0) for (const told of listeners) await told(wish);
        records.delete('tests-running', key);
        return done;
      } catch (error) {
        if (error instanceof Replaced && error.isByCommit) {
          records.delete('tests-running', key);
          await parts.checks.publish({ repository, sha, name: testsCheck }, replacedReport);
        }
        throw error;
      }
    };
    const done = work().finally(() => {
      if (running.get(lane)?.done === done) running.delete(lane);
    });
    running.set(lane, { sha, abort, done });
    done.catch((error: unknown) => {
      // The next sweep begins it again.
      if (!isClosed && !(error instanceof Replaced))
        log.error({ err: error, sha }, 'tests could not be shown');
    });
    return done;
  };

  const idle = async () => {
    while (running.size > 0) await Promise.allSettled([...running.values()].map(({ done }) => done));
  };

  return {
    begin(wish) {
      if (!wish.isAgain && records.get('tests', `${wish.repository.id}/${wish.sha}`) !== undefined) return;
      start(wish);
    },
    again({ repository, sha, fresh, trust, pull }) {
      const key = `${repository.id}/${sha}`;
      const known =
        records.get<TestsRecord>('tests', key) ??
        records.get<TestsRecord>('tests-running', key) ??
        records.get<Partial<TestsRecord>>('judged', key);
      return start({
        ...{ repository, sha, fresh, isAgain: true },
        base: known?.base,
        pull: known?.pull ?? pull,
        // What is not known is not trusted.
        trust: trust ?? known?.trust ?? 'fork',
      }).catch((error: unknown) => {
        if (error instanceof Replaced) return undefined;
        throw error;
      });
    },
    known: ({ id }, sha) => records.get<{ flows: FlowTests[] }>('tests', `${id}/${sha}`)?.flows,
    onShown: (told) => void listeners.push(told),
    handlers: {
      async swept({ repository }) {
        const left = records.list<TestsRecord>('tests-running', `${repository.id}/`);
        for (const { key, value, updated } of left) {
          const sha = key.slice(key.indexOf('/') + 1);
          if (updated < services.now() - patience) records.delete('tests-running', key);
          else if (![...running.values()].some((one) => one.sha === sha))
            start({ repository, sha, base: value.base, trust: value.trust, pull: value.pull });
        }
        results.forgetOld(repository);
      },
    },
    idle,
    async close() {
      isClosed = true;
      for (const { abort } of running.values()) abort.abort(new Replaced(false));
      await idle();
    },
  };
}

/** Nobody waits for these tests any more. */
class Replaced extends Error {
  override name = 'Replaced';
  /** Of a newer commit of the pull request; otherwise they are begun again. */
  readonly isByCommit: boolean;
  constructor(isByCommit: boolean) {
    super('Nobody waits for these tests any more');
    this.isByCommit = isByCommit;
  }
}

/** Cancelled rather than neutral, which a required check takes for a success. */
const replacedReport: CheckReport = {
  conclusion: 'cancelled',
  title: 'A newer commit took its place',
  summary:
    'A newer commit took its place while the tests ran. Run the check again for its tests all the same.',
};
