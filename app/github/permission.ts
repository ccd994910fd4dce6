import type { GitHubAccess } from './client/types.ts';
import type { GitHubRepository } from './types.ts';

/** What people may do in a repository, least first (github §4.3.4). */
export const roles = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;

export type Role = (typeof roles)[number];

/** Whether a role is at least another one. */
export function reaches(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}

/**
 * The role of a person, asked of GitHub each time: what deliveries say of authors is coarse and stale (github §4.3.4). A custom
 * role counts as the one that it is based on. Rejects where GitHub does not answer: who is not known may nothing.
 */
export async function roleOf(
  github: Pick<GitHubAccess, 'octokit'>,
  repository: GitHubRepository,
  login: string,
): Promise<Role> {
  const octokit = github.octokit(repository, { metadata: 'read' });
  try {
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({
      owner: repository.owner,
      repo: repository.name,
      username: login,
    });
    return (
      roles.find((role) => role === data.role_name) ??
      roles.find((role) => role === data.permission) ??
      'none'
    );
  } catch (error) {
    if ((error as { status?: number }).status === 404) return 'none';
    throw error;
  }
}
