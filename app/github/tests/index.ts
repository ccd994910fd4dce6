import type { Registry } from '../../../runner/plugin/registry.ts';
import type { GitTree } from '../../../runner/repository/index.ts';
import type { SuiteDocument } from '../../../runner/testing/index.ts';
import type { CheckPublisher } from '../checks/index.ts';
import type { AppServices, Handlers } from '../handlers.ts';
import type { Mirror } from '../mirror/index.ts';
import type { PolicySettings } from '../policy/schema.ts';
import { testsReport } from '../report/index.ts';
import type { CheckReport, GitHubRepository, Trust } from '../types.ts';
import type { SnapshotReader } from '../verdict/snapshot.ts';
import type { ChooseTests, ChosenTests } from './choose.ts';
import { flowTests } from './flows.ts';
import { knownResults, suiteKeys } from './reuse.ts';
import type { TestRunner } from './runner.ts';
import type { FlowTests, SuiteOutcome, TestsDone } from './types.ts';

/** The check of unit tests. */
export const testsCheck = 'tutti tests';

export interface TestsParts {
  services: AppServices;
  mirror: Mirror;
  registry: Registry;
  read: SnapshotReader;
  choose: ChooseTests;
  runner: TestRunner;
  checks: CheckPublisher;
  policy(repository: GitHubRepository): Promise<PolicySettings>;
  /** Least trust of commits whose scripts run here; default: `default`. */
  scripts?: 'default' | 'branch' | undefined;
  /** Modules of further plugins. */
  plugins?: readonly string[] | undefined;
}

/** A commit whose tests are to be run. Record `tests-running` as long as they are not shown. */
export interface TestsWish {
  repository: GitHubRepository;
  sha: string;
  base: string | undefined;
  trust: Trust;
  /** Of a pull request: an older commit of it is of no interest any more. */
  pull?: number | undefined;
  /** Suites that are run whether the change concerns them or not, and whose results are not taken from before. */
  fresh?: ReadonlySet<string> | undefined;
  /** Results are not taken from before, and the check is made anew. */
  isAgain?: boolean | undefined;
}

/** What is on record of a wish. */
interface TestsRecord {
  base?: string;
  trust: Trust;
  pull?: number;
}

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
  const { services, checks, policy, mirror, choose, read, registry, runner } = parts;
  const { records, log, github } = services;
  const results = knownResults(services);
  /** By lane: a pull request, or a commit. */
  const running = new Map<string, Running>();
  const listeners: Parameters<Tests['onShown']>[0][] = [];
  let isClosed = false;

  const publish = ({ repository, sha }: TestsWish, report: CheckReport) =>
    checks.publish({ repository, sha, name: testsCheck }, report);

  /** Everything from the choice to the results; undefined where there is nothing to show. */
  const run = async (wish: TestsWish, signal: AbortSignal): Promise<TestsDone> => {
    const { repository, sha, base, isAgain, fresh } = wish;
    const settings = (await policy(repository)).checks.tests;
    const nothing: TestsDone = { outcomes: [], duration: 0 };
    if (!settings.enabled) return nothing;
    const after = await mirror.tree(repository, sha);
    const before = base === undefined ? undefined : await mirror.tree(repository, base);
    const chosen = await withNamed(await choose(before, after), after, fresh);
    signal.throwIfAborted();
    if (chosen.total === 0 && chosen.changed.length === 0) return nothing;
    if (isAgain === true || fresh) checks.again({ repository, sha, name: testsCheck });
    const sandboxed = parts.scripts !== 'branch' || wish.trust === 'fork';
    const keyOf = suiteKeys(await read(after), registry, { sandboxed });
    const keys = new Map(chosen.suites.map((suite) => [suite.file, keyOf(suite)]));
    const outcomes: SuiteOutcome[] = [];
    const files: string[] = [];
    for (const { file } of chosen.suites) {
      const isFresh = isAgain === true && fresh === undefined ? true : fresh?.has(file);
      const known = isFresh ? undefined : results.get(repository, keys.get(file)!);
      if (known) outcomes.push({ ...known, report: { ...known.report, file } });
      else files.push(file);
    }
    let done: TestsDone = { outcomes, duration: 0 };
    if (files.length > 0) {
      const begun = publish(wish, beginning(files.length));
      begun.catch((error: unknown) => log.warn({ err: error, sha }, 'a check could not be begun'));
      const job = {
        ...{ folder: mirror.folder(repository), commit: sha, files, sandboxed },
        timeout: settings.timeout * 1000,
        plugins: parts.plugins ?? [],
      };
      done = await runner.run(job, signal);
      for (const outcome of done.outcomes) results.put(repository, keys.get(outcome.report.file)!, outcome);
      done = { ...done, outcomes: [...outcomes, ...done.outcomes] };
    }
    const { siteUrl } = github;
    const place = { repositoryUrl: `${siteUrl}/${repository.owner}/${repository.name}` };
    const about = { head: sha, chosen, reused: outcomes.length, place };
    records.put('tests', `${repository.id}/${sha}`, {
      ...recordOf(wish),
      flows: flowTests(done.outcomes),
    });
    await publish(wish, testsReport(done, { ...about, least: settings.coverage }));
    return done;
  };

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
          await publish(wish, replacedReport);
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

  const withNamed = async (
    chosen: ChosenTests,
    after: GitTree,
    fresh: ReadonlySet<string> | undefined,
  ): Promise<ChosenTests> => {
    if (!fresh) return chosen;
    const has = new Set(chosen.suites.map(({ file }) => file));
    const { suites } = await choose(undefined, after);
    const more = suites.filter(({ file }: SuiteDocument) => fresh.has(file) && !has.has(file));
    return { ...chosen, suites: [...chosen.suites, ...more] };
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

function recordOf({ base, trust, pull }: TestsWish): TestsRecord {
  return { trust, ...(base !== undefined && { base }), ...(pull !== undefined && { pull }) };
}

function beginning(suites: number): CheckReport {
  const summary = `${suites === 1 ? 'One suite is' : `${suites} suites are`} run.`;
  return { title: 'Running the unit tests', summary };
}

/** Cancelled rather than neutral, which a required check takes for a success. */
const replacedReport: CheckReport = {
  conclusion: 'cancelled',
  title: 'A newer commit took its place',
  summary:
    'A newer commit took its place while the tests ran. Run the check again for its tests all the same.',
};
