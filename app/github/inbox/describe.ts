import type { NewDelivery } from '../store/deliveries.ts';

/** The parts of a payload that every room of the inbox may look at; GitHub leaves out what does not belong to an event. */
export interface Payload {
  action?: string;
  ref?: string;
  number?: number;
  installation?: { id: number };
  repository?: { id: number };
  pull_request?: { number: number };
  issue?: { number: number };
  check_run?: { head_sha: string; pull_requests?: { number: number }[] };
  check_suite?: { head_sha: string; pull_requests?: { number: number }[] };
  merge_group?: { head_sha: string };
}

/** What a delivery is about, for its row in the queue. `payload` is signed, but nothing in it is taken for granted. */
export function describe(
  event: string,
  payload: Payload,
): Pick<NewDelivery, 'action' | 'installationId' | 'key'> {
  const { action, installation } = payload;
  return {
    ...(typeof action === 'string' && { action }),
    ...(typeof installation?.id === 'number' && { installationId: installation.id }),
    key: keyOf(event, payload),
  };
}

/**
 * What is done one after another (github §3.2.2): all of a pull request, its comments and buttons included; all of a branch; of
 * an installation.
 */
export function keyOf(event: string, payload: Payload): string {
  const repository = payload.repository?.id;
  if (repository === undefined || event === 'repository')
    return `installation ${payload.installation?.id ?? 0}`;
  const check = payload.check_run ?? payload.check_suite;
  const number = payload.pull_request?.number ?? payload.issue?.number ?? check?.pull_requests?.[0]?.number;
  if (number !== undefined) return pullKey(repository, number);
  if (event === 'push' && payload.ref !== undefined) return `${repository} ${payload.ref}`;
  const sha = check?.head_sha ?? payload.merge_group?.head_sha;
  return sha === undefined ? `${repository} ${event}` : `${repository} commit ${sha}`;
}

/** The queue of a branch, the same as that of pushes to it. */
export function branchKey(repositoryId: number, branch: string): string {
  return `${repositoryId} refs/heads/${branch}`;
}

export function pullKey(repositoryId: number, number: number): string {
  return `${repositoryId} pull ${number}`;
}
