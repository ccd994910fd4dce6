import type { Registry } from '../../../runner/plugin/registry.ts';
import type { GitTree } from '../../../runner/repository/index.ts';
import type { CheckPublisher } from '../checks/index.ts';
import type { AppServices } from '../handlers.ts';
import type { Mirror } from '../mirror/index.ts';
import type { PolicySettings } from '../policy/schema.ts';
import { testsReport } from '../report/index.ts';
import type { CheckReport, GitHubRepository, Trust } from '../types.ts';
import type { SnapshotReader } from '../verdict/snapshot.ts';
import type { ChooseTests, ChosenTests } from './choose.ts';
import { flowTests } from './flows.ts';
import { type KnownResults, suiteKeys } from './reuse.ts';
import type { TestRunner } from './runner.ts';
import type { SuiteOutcome, TestsDone } from './types.ts';

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
  /** As it was read last. */
  policy(repository: GitHubRepository): PolicySettings;
  /** Least trust of commits whose scripts run here; default: `default`. */
  scripts?: 'default' | 'branch' | undefined;
  /** Of Tutti: another one may find something else in the same tests. */
  version: string;
  /** Modules of further plugins. */
  plugins?: readonly string[] | undefined;
}

/** A commit whose tests are to be run. */
export interface TestsWish {
  repository: GitHubRepository;
  sha: string;
  base: string | undefined;
  trust: Trust;
  /** Of a pull request: an older commit of it is of no interest any more. */
  pull?: number | undefined;
  /** With `isAgain`: suites that are run, whether the change concerns them or not; absent: all that it concerns. */
  fresh?: ReadonlySet<string> | undefined;
  /** Results are not taken from before, and the check is made anew. */
  isAgain?: boolean | undefined;
}

/** What is on record of a wish: record `tests-running` until it is shown, then, with figures of flows, `tests`. */
export interface TestsRecord {
  base?: string;
  trust: Trust;
  pull?: number;
}

export function recordOf({ base, trust, pull }: TestsWish): TestsRecord {
  return { trust, ...(base !== undefined && { base }), ...(pull !== undefined && { pull }) };
}

const nothing: TestsDone = { outcomes: [], duration: 0 };

/**
 * Runs the tests of a commit, but for those whose results are known, and shows them as a check: none where no flow changed and no
 * suite exists. Without secrets, and in a sandbox unless the operator trusts branches (github §8.2).
 */
export function createTestRun(
  parts: TestsParts,
  results: KnownResults,
): (wish: TestsWish, signal: AbortSignal) => Promise<TestsDone> {
  const { services, checks, policy, mirror, read, registry, version } = parts;
  const { records, github } = services;
  return async (wish, signal) => {
    const { repository, sha } = wish;
    const settings = policy(repository).checks.tests;
    const chosen = settings.enabled ? await chosenFor(parts, wish) : undefined;
    signal.throwIfAborted();
    if (!chosen || (chosen.total === 0 && chosen.changed.length === 0)) return nothing;
    if (wish.isAgain === true) checks.again({ repository, sha, name: testsCheck });

    const sandboxed = parts.scripts !== 'branch' || wish.trust === 'fork';
    const keyOf = suiteKeys(await read(await mirror.tree(repository, sha)), registry, { sandboxed, version });
    const keys = new Map(chosen.suites.map((suite) => [suite.file, keyOf(suite)]));
    const known = chosen.suites.flatMap(({ file }): SuiteOutcome[] => {
      if (wish.isAgain === true && (wish.fresh?.has(file) ?? true)) return [];
      const outcome = results.get(repository, keys.get(file)!);
      return outcome ? [{ ...outcome, report: { ...outcome.report, file } }] : [];
    });
    const left = [...keys.keys()].filter((file) => !known.some(({ report }) => report.file === file));
    const timeout = settings.timeout * 1000;
    const done =
      left.length === 0 ? nothing : await runLeft(parts, wish, left, { sandboxed, timeout }, signal);
    for (const outcome of done.outcomes) results.put(repository, keys.get(outcome.report.file)!, outcome);

    const all = { ...done, outcomes: [...known, ...done.outcomes] };
    const place = { repositoryUrl: `${github.siteUrl}/${repository.owner}/${repository.name}` };
    const about = { head: sha, chosen, reused: known.length, place, least: settings.coverage };
    records.put('tests', `${repository.id}/${sha}`, { ...recordOf(wish), flows: flowTests(all.outcomes) });
    await checks.publish({ repository, sha, name: testsCheck }, testsReport(all, about));
    return all;
  };
}

/** The suites that the change concerns, and those that somebody named. */
async function chosenFor(
  { mirror, choose }: TestsParts,
  { repository, sha, base, fresh }: TestsWish,
): Promise<ChosenTests> {
  const after = await mirror.tree(repository, sha);
  const before: GitTree | undefined = base === undefined ? undefined : await mirror.tree(repository, base);
  const chosen = await choose(before, after);
  if (!fresh) return chosen;
  const has = new Set(chosen.suites.map(({ file }) => file));
  const { suites } = await choose(undefined, after);
  const more = suites.filter(({ file }) => fresh.has(file) && !has.has(file));
  return { ...chosen, suites: [...chosen.suites, ...more] };
}

async function runLeft(
  { checks, mirror, runner, plugins = [], services }: TestsParts,
  { repository, sha }: TestsWish,
  files: readonly string[],
  limits: { sandboxed: boolean; timeout: number },
  signal: AbortSignal,
): Promise<TestsDone> {
  const summary = `${files.length === 1 ? 'One suite is' : `${files.length} suites are`} run.`;
  const report: CheckReport = { title: 'Running the unit tests', summary };
  const begun = checks.publish({ repository, sha, name: testsCheck }, report);
  begun.catch((error: unknown) => services.log.warn({ err: error, sha }, 'a check could not be begun'));
  return runner.run({ folder: mirror.folder(repository), commit: sha, files, plugins, ...limits }, signal);
}
