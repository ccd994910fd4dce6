/** What an event is about, read out of GitHub's payloads: the same questions of every event. */
export interface About {
  /** Without `refs/heads/`. */
  branch?: string;
  sha?: string;
  /** Of the issue or pull request. */
  number?: number;
  /** Number of the pull request that it happened in. */
  pull?: number;
  labels: readonly string[];
  /** It is about code of another repository, or of one that is gone: compared by id (github §8.2). */
  isFork: boolean;
  /** Commits between which files changed, of a push; undefined where there is nothing before. */
  range?: { before: string; after: string };
}

interface Head {
  sha?: string;
  ref?: string;
  repo?: { id?: number } | null;
}

/** The parts of payloads that are looked at. Nothing of them is believed to be there. */
interface Payload {
  ref?: string;
  before?: string;
  after?: string;
  sha?: string;
  deleted?: boolean;
  repository?: { id?: number };
  pull_request?: { number?: number; head?: Head; base?: Head; labels?: { name?: string }[] };
  issue?: { number?: number; labels?: { name?: string }[]; pull_request?: object };
  check_run?: { head_sha?: string; check_suite?: { head_branch?: string | null } };
  check_suite?: { head_sha?: string; head_branch?: string | null };
  workflow_run?: { head_sha?: string; head_branch?: string | null; head_repository?: { id?: number } | null };
  release?: { target_commitish?: string };
  deployment?: { sha?: string; ref?: string };
}

const zeros = /^0+$/;

/** @param payload of any event, as it was delivered */
export function aboutOf(payload: Readonly<Record<string, unknown>>): About {
  const { ref, before, after, sha, repository, ...of } = payload as Payload;
  const { pull_request: pull, issue, check_run: check, workflow_run: run, deployment } = of;
  const suite = of.check_suite ?? check?.check_suite;
  const head =
    pull?.head?.sha ?? run?.head_sha ?? check?.head_sha ?? of.check_suite?.head_sha ?? deployment?.sha ?? sha;
  const commit = head ?? (after !== undefined && !zeros.test(after) ? after : undefined);
  const branch =
    pull?.base?.ref ??
    run?.head_branch ??
    suite?.head_branch ??
    deployment?.ref ??
    branchOf(ref) ??
    undefined;
  const number = pull?.number ?? issue?.number;
  return {
    ...(branch !== undefined && { branch }),
    ...(commit !== undefined && { sha: commit }),
    ...(number !== undefined && { number }),
    ...(pull?.number !== undefined && { pull: pull.number }),
    labels: (pull?.labels ?? issue?.labels ?? []).flatMap(({ name }) => (name === undefined ? [] : [name])),
    isFork:
      (pull !== undefined && pull.head?.repo?.id !== repository?.id) ||
      (run !== undefined && run.head_repository?.id !== repository?.id),
    ...(before !== undefined &&
      after !== undefined &&
      !zeros.test(before) &&
      !zeros.test(after) && { range: { before, after } }),
  };
}

function branchOf(ref: string | undefined): string | undefined {
  if (ref === undefined || ref.startsWith('refs/tags/')) return undefined;
  return ref.replace(/^refs\/heads\//, '');
}
