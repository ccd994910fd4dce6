import type { Octokit } from '@octokit/rest';
import { generatedTrailer } from '../../copilot/describe/pullRequest.ts';
import type { GitHubAccess } from '../client/types.ts';
import { CommandRefused } from '../commands/types.ts';
import type { GitHubRepository } from '../types.ts';
import type { Prepared } from './records.ts';

/** Commits of a branch that are looked through for one of ours. */
const depth = 20;

/** Says which job a commit is of; nobody's text is in it. */
const trailer = 'Tutti-Job';

/** What is written, and whose job it is. */
interface Change extends Pick<Prepared, 'title' | 'files' | 'sha'> {
  job: string;
  /** Of the issue or pull request where it was asked for. */
  refs?: number;
}

/** The way to write: with the permissions that this needs and no more (github §3.3). */
export function writerFor(github: Pick<GitHubAccess, 'octokit'>, repository: GitHubRepository) {
  const octokit = github.octokit(repository, { contents: 'write', pull_requests: 'write' });
  const place = { owner: repository.owner, repo: repository.name };
  return {
    /** SHA of a branch. */
    head: async (branch: string) =>
      (await octokit.rest.git.getRef({ ...place, ref: `heads/${branch}` })).data.object.sha,
    /** Makes a branch at a commit, where it is not there already. */
    async branch(name: string, sha: string): Promise<void> {
      try {
        await octokit.rest.git.createRef({ ...place, ref: `refs/heads/${name}`, sha });
      } catch (error) {
        if (!(isRefused(error) && /already exists/i.test(error.message))) throw error;
      }
    },
    /**
     * Commits onto the head of a branch, which must be `change.sha`; GitHub signs it, for no author is named (github §3.7).
     * `moved`: the branch points elsewhere. A commit of this job that is there already is taken for it.
     */
    async commit(branch: string, change: Change): Promise<{ sha: string } | 'moved'> {
      const before = await ownCommit(octokit, place, branch, change);
      if (before !== undefined) return { sha: before };
      try {
        return { sha: await createCommit(octokit, repository, branch, change) };
      } catch (error) {
        if (isStale(error)) return 'moved';
        const reason = graphqlReason(error);
        if (reason === undefined) throw error;
        throw new CommandRefused(`GitHub refuses a commit on the branch ${branch}: ${reason}`);
      }
    },
    /** Opens the draft pull request of a branch; gives the one that is there already. */
    async pull(
      branch: string,
      { title, body }: Pick<Prepared, 'title' | 'body'>,
      refs?: number,
    ): Promise<number> {
      const head = `${repository.owner}:${branch}`;
      const { data: known } = await octokit.rest.pulls.list({ ...place, head, state: 'all' });
      if (known[0]) return known[0].number;
      const wanted = {
        ...{ ...place, title, head: branch, base: repository.defaultBranch },
        body: refs === undefined ? body : `Refs #${refs}\n\n${body}`,
      };
      const made = await octokit.rest.pulls.create({ ...wanted, draft: true }).catch((error: unknown) => {
        // Drafts are not for every plan of GitHub.
        if (!(isRefused(error) && /draft/i.test(error.message))) throw error;
        return octokit.rest.pulls.create(wanted);
      });
      return made.data.number;
    },
  };
}

/** The commit that this job made on a branch before a crash. */
async function ownCommit(
  octokit: Octokit,
  place: { owner: string; repo: string },
  branch: string,
  { job, sha: base }: Change,
): Promise<string | undefined> {
  let sha = (await octokit.rest.git.getRef({ ...place, ref: `heads/${branch}` })).data.object.sha;
  for (let looked = 0; looked < depth && sha !== base; looked++) {
    const { data } = await octokit.rest.git.getCommit({ ...place, commit_sha: sha });
    if (data.message.split('\n').includes(`${trailer}: ${job}`)) return sha;
    const [parent] = data.parents;
    if (!parent) return undefined;
    sha = parent.sha;
  }
  return undefined;
}

async function createCommit(
  octokit: Octokit,
  { owner, name }: GitHubRepository,
  branch: string,
  { title, files, sha, job, refs }: Change,
): Promise<string> {
  const about = refs === undefined ? '' : `Refs #${refs}\n\n`;
  const input = {
    branch: { repositoryNameWithOwner: `${owner}/${name}`, branchName: branch },
    expectedHeadOid: sha,
    message: { headline: title, body: `${about}${generatedTrailer}\n${trailer}: ${job}` },
    fileChanges: {
      additions: files.map(({ path, after }) => ({ path, contents: Buffer.from(after).toString('base64') })),
    },
  };
  const answer = await octokit.graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(
    'mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }',
    { input },
  );
  return answer.createCommitOnBranch.commit.oid;
}

function isRefused(error: unknown): error is Error {
  return error instanceof Error && (error as { status?: number }).status === 422;
}

function errorsOf(error: unknown): readonly { type?: string; message: string }[] {
  const { errors } = error as { errors?: unknown };
  return error instanceof Error && error.name === 'GraphqlResponseError' && Array.isArray(errors)
    ? errors
    : [];
}

function isStale(error: unknown): boolean {
  return errorsOf(error).some(
    ({ type, message }) => type === 'STALE_DATA' || /^Expected branch to point to/.test(message),
  );
}

/** Why GitHub wants no such commit, as where rules protect the branch; undefined for what passes. */
function graphqlReason(error: unknown): string | undefined {
  return errorsOf(error).find(({ type }) => type === 'FORBIDDEN' || type === 'UNPROCESSABLE')?.message;
}
