import type { GitHubAccess } from '../client/types.ts';
import { type CommandContext, CommandRefused } from '../commands/types.ts';
import type { GitHubRepository } from '../types.ts';
import type { Target } from './types.ts';
import { writerFor } from './write.ts';

/**
 * Where the proposal of a command goes to: on a pull request of this repository to its head branch, elsewhere to a pull request
 * of its own. Nothing is written to forks, nor read from them (github §4.2, “fork PR”).
 */
export async function commandTarget(
  github: Pick<GitHubAccess, 'octokit'>,
  { repository, pinned }: Pick<CommandContext, 'repository' | 'pinned'>,
): Promise<Target> {
  if (!pinned || pinned.isFork) return newTarget(github, repository);
  return { ...(await pullTarget(github, repository, pinned.number)), sha: pinned.sha };
}

/** A pull request of its own, from the default branch as it is now. */
export async function newTarget(
  github: Pick<GitHubAccess, 'octokit'>,
  repository: GitHubRepository,
): Promise<Target> {
  return { kind: 'new', sha: await writerFor(github, repository).head(repository.defaultBranch) };
}

/** The head branch of a pull request of this repository. @throws CommandRefused where nothing may be written to it */
export async function pullTarget(
  github: Pick<GitHubAccess, 'octokit'>,
  repository: GitHubRepository,
  number: number,
): Promise<Target> {
  const octokit = github.octokit(repository, { contents: 'write', pull_requests: 'write' });
  const { owner, name: repo, id, defaultBranch } = repository;
  const { data } = await octokit.rest.pulls.get({ owner, repo, pull_number: number });
  const from = data.head.repo as { id: number } | null;
  if (from?.id !== id) throw new CommandRefused('Nothing is written to forks.');
  if (data.state !== 'open') throw new CommandRefused('This pull request is closed.');
  if (data.head.ref === defaultBranch)
    throw new CommandRefused(
      `Nothing is written to ${defaultBranch}, the default branch. Ask on an issue for a pull request.`,
    );
  return { kind: 'pull', sha: data.head.sha, number, branch: data.head.ref, base: data.base.sha };
}
