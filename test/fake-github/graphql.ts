import type { Caller } from './auth.ts';
import { demand } from './auth.ts';
import type { World } from './world.ts';

/** The few GraphQL documents that are answered, told apart by the fields they name (github §10). */
export async function graphql(
  world: World,
  caller: Caller,
  { query, variables = {} }: { query: string; variables?: Record<string, unknown> },
): Promise<unknown> {
  if (/minimizeComment/.test(query)) {
    const id = String((variables['id'] ?? variables['subjectId'] ?? '') as string).replace(/^IC_/, '');
    const comment = world.comments.find((one) => one.id === Number(id));
    if (!comment) return { errors: [{ type: 'NOT_FOUND', message: 'Could not resolve to a node' }] };
    demand(caller, comment.repository, world.installationOf, 'issues', 'write');
    comment.minimized = String(variables['classifier'] ?? 'OUTDATED');
    return { data: { minimizeComment: { minimizedComment: { isMinimized: true } } } };
  }
  if (/createCommitOnBranch/.test(query))
    return commitOnBranch(world, caller, variables['input'] as CommitInput);
  if (/reviewDecision/.test(query)) {
    const { repository, pull } = pullOf(world, variables);
    demand(caller, repository, world.installationOf, 'pull_requests');
    return { data: { repository: { pullRequest: { number: pull?.number, reviewDecision: null } } } };
  }
  return { errors: [{ message: 'The fake does not know this query' }] };
}

interface CommitInput {
  branch: { repositoryNameWithOwner: string; branchName: string };
  expectedHeadOid: string;
  message: { headline: string; body?: string };
  fileChanges: { additions?: { path: string; contents: string }[]; deletions?: { path: string }[] };
}

async function commitOnBranch(world: World, caller: Caller, input: CommitInput): Promise<unknown> {
  const [owner, name] = input.branch.repositoryNameWithOwner.split('/') as [string, string];
  const repository = world.find(owner, name);
  demand(caller, repository, world.installationOf, 'contents', 'write');
  const head = await repository.git.ref(`refs/heads/${input.branch.branchName}`);
  if (head !== input.expectedHeadOid)
    return {
      errors: [
        {
          type: 'STALE_DATA',
          message: `Expected branch to point to "${input.expectedHeadOid}" but it did not.`,
        },
      ],
    };
  const files: Record<string, Uint8Array | null> = {};
  for (const { path, contents } of input.fileChanges.additions ?? [])
    files[path] = Buffer.from(contents, 'base64');
  for (const { path } of input.fileChanges.deletions ?? []) files[path] = null;
  const tree = await repository.git.tree(head, files);
  const message = [input.message.headline, input.message.body].filter(Boolean).join('\n\n');
  const sha = await repository.git.commit(tree, [head!], message, { name: world.bot().login });
  await world.moveBranch(repository, input.branch.branchName, sha, world.bot());
  return { data: { createCommitOnBranch: { commit: { oid: sha, url: '' } } } };
}

function pullOf(world: World, { owner, name, repo, number }: Record<string, unknown>) {
  const repository = world.find(String(owner), String(name ?? repo));
  return {
    repository,
    pull: world.pulls.find((one) => one.repository === repository && one.number === Number(number)),
  };
}
