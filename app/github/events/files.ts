import type { GitHubAccess } from '../client/types.ts';
import type { GitHubEvent } from '../handlers.ts';
import type { About } from './about.ts';

/** Files that GitHub lists of a comparison; one more and nobody knows what changed (github §3.5). */
const mostCompared = 300;

/**
 * Paths that changed: of a pull request, or of a push as a comparison gives them, for the lists of its payload are not complete
 * (github §0.6). Undefined: too many, or there is nothing to compare with.
 */
export async function changedFiles(
  github: Pick<GitHubAccess, 'octokit'>,
  { repository }: GitHubEvent,
  { pull, range }: About,
): Promise<string[] | undefined> {
  const place = { owner: repository.owner, repo: repository.name };
  if (pull !== undefined) {
    const octokit = github.octokit(repository, { pull_requests: 'read' });
    const listed = await octokit.paginate(octokit.rest.pulls.listFiles, {
      ...place,
      pull_number: pull,
      per_page: 100,
    });
    return listed.flatMap(pathsOf);
  }
  if (!range) return undefined;
  const octokit = github.octokit(repository, { contents: 'read' });
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
    ...place,
    basehead: `${range.before}...${range.after}`,
  });
  const files = data.files ?? [];
  return files.length >= mostCompared ? undefined : files.flatMap(pathsOf);
}

function pathsOf(file: { filename: string; previous_filename?: string }): string[] {
  return file.previous_filename === undefined ? [file.filename] : [file.filename, file.previous_filename];
}
