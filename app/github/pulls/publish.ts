import type { CheckPublisher } from '../checks/index.ts';
import type { AppServices } from '../handlers.ts';
import type { Mirror } from '../mirror/index.ts';
import type { PolicySettings } from '../policy/schema.ts';
import { judgePolicy } from '../policy/verdict.ts';
import type { Previews } from '../preview/changed.ts';
import { flowReport, type ReportPlace, shortSha, validationReport } from '../report/index.ts';
import type { Tests } from '../tests/index.ts';
import type { JudgeTests } from '../tests/verdict.ts';
import type { CheckReport, GitHubRepository, Trust } from '../types.ts';
import type { Judge } from '../verdict/index.ts';
import type { Verdict } from '../verdict/types.ts';

/** The aggregate that branches may require (github §0.7). */
export const verdictCheck = 'tutti';

export interface PublisherParts {
  services: AppServices;
  mirror: Mirror;
  judge: Judge;
  checks: CheckPublisher;
  /** What the default branch says of checks, comments and previews. */
  policy(repository: GitHubRepository): Promise<PolicySettings>;
  /** Looks at the suites that a commit concerns, and knows what came of them; absent: unit tests are of no interest. */
  tests?: { judge: JudgeTests; known: Tests['known'] };
  /** There is a Copilot that repairs what is wrong. */
  fixes?: boolean;
  /** Runs what a pull request changes without consequences; absent: nothing is run before it is merged. */
  previews?: Previews;
}

interface Judging {
  repository: GitHubRepository;
  sha: string;
  base: string | undefined;
  /** The commit is what runs. */
  isDeployed?: boolean;
  /** Of the head of a pull request: where it comes from. */
  trust?: Trust;
  /** What the ref points to by now, for a commit that is judged as the head of one; undefined: the ref is gone. */
  current?(): Promise<string | undefined>;
}

interface Said {
  verdict: Verdict;
  /** What counted for it. */
  policy: PolicySettings;
  place: ReportPlace;
}

/** Verdicts that are kept until the tests of their commits ended. */
const kept = 100;

/** Says on a commit what is thought of it: at once that it is looked at, then the verdict. */
export function createPublisher({
  services,
  mirror,
  judge,
  checks,
  policy,
  previews,
  tests,
  fixes,
}: PublisherParts) {
  const said = new Map<string, Said>();
  const keep = (key: string, one: Said): Said => {
    said.delete(key);
    said.set(key, one);
    if (said.size > kept) said.delete(said.keys().next().value!);
    return one;
  };
  return {
    /** Says the last verdict on a commit once more with what came of its tests; undefined where it is not known any more. */
    async tested(repository: GitHubRepository, sha: string): Promise<Said | undefined> {
      const before = said.get(keyOf(repository, sha));
      if (!before) return undefined;
      const now = keep(keyOf(repository, sha), {
        ...before,
        verdict: withTests(before.verdict, tests?.known(repository, sha)),
      });
      await checks.publish({ repository, sha, name: verdictCheck }, validationReport(now.verdict, now.place));
      return now;
    },
    /** Not waited for: the verdict takes its place where it is the quicker one, and fails as it would. */
    begin(repository: GitHubRepository, sha: string): void {
      const summary = `Looking at what ${shortSha(sha)} changes.`;
      const begun = checks.publish(
        { repository, sha, name: verdictCheck },
        { title: 'Checking the flows', summary },
      );
      begun.catch((error: unknown) => services.log.warn({ err: error, sha }, 'a check could not be begun'));
    },
    /** Undefined where the commit is no head any more: nothing is said of it then but that. */
    async end({ repository, sha, base, isDeployed, trust, current }: Judging): Promise<Said | undefined> {
      const [rules, after] = await Promise.all([policy(repository), mirror.tree(repository, sha)]);
      const before = base === undefined ? undefined : await mirror.tree(repository, base);
      const onFlows = await judgePolicy(await judge.judge(before, after), before, after);
      const judged =
        tests && rules.checks.tests.enabled ? await tests.judge(onFlows, before, after) : onFlows;
      const shown =
        previews && trust && rules.previews.enabled
          ? await previews({ repository, verdict: judged, ...(before && { before }), after, trust })
          : [];
      const previewed = shown.length > 0 ? { ...judged, previews: shown } : judged;
      const verdict = withTests(previewed, tests?.known(repository, sha));
      const { siteUrl } = services.github;
      const place = {
        repositoryUrl: `${siteUrl}/${repository.owner}/${repository.name}`,
        ...(isDeployed && { isDeployed }),
        warningsFail: rules.checks.warnings === 'failure',
        // Nothing is written to forks.
        ...(fixes && trust === 'branch' && rules.copilot.enabled && { fixes }),
      };
      const head = current ? await current() : sha;
      if (head !== sha) {
        await checks.publish({ repository, sha, name: verdictCheck }, supersededReport(sha, head));
        return undefined;
      }
      await checks.publish({ repository, sha, name: verdictCheck }, validationReport(verdict, place));
      const changed = verdict.flows.filter(({ change }) => change !== 'affected' && change !== 'removed');
      for (const flow of changed.length > rules.checks.perFlow ? [] : changed) {
        const name = `${verdictCheck} / ${flow.name ? `${flow.name.namespace}.${flow.name.id}` : flow.path}`;
        await checks.publish({ repository, sha, name }, flowReport(verdict, flow, place));
      }
      return keep(keyOf(repository, sha), { verdict, policy: rules, place });
    },
  };
}

function keyOf({ id }: GitHubRepository, sha: string): string {
  return `${id}/${sha}`;
}

function withTests(verdict: Verdict, known: Verdict['tests']): Verdict {
  return known ? { ...verdict, tests: known } : verdict;
}

/**
 * Of a commit that was replaced while it was looked at (github §4.3.10). Cancelled rather than neutral or skipped, which a
 * required check takes for a success: a commit that becomes the head again must not be merged before it was judged.
 */
function supersededReport(sha: string, head: string | undefined): CheckReport {
  const by = head === undefined ? 'Its branch is gone' : `Superseded by ${shortSha(head)}`;
  const summary = `${by}: ${shortSha(sha)} was replaced while it was looked at. Run the check again for its verdict all the same.`;
  return { conclusion: 'cancelled', title: by, summary };
}
