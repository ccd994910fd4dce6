import type { Records, Trust } from '../types.ts';

/** What somebody with write access said of one commit of a fork. */
export interface Approval {
  /** Login. */
  by: string;
  commentUrl: string;
  /** Epoch, milliseconds. */
  at: number;
}

const kind = 'approval';

/** Trusts this SHA of the pull request of a fork, and no other (github §8.2, “TOCTOU after approval”). */
export function approve(
  records: Records,
  repositoryId: number,
  number: number,
  sha: string,
  by: Approval,
): void {
  records.claim(kind, keyOf(repositoryId, number, sha), by);
}

/** Trust of the head of a pull request: a push makes it what it was, for the new SHA has no approval (github §8.1). */
export function trustOfHead(
  records: Records,
  head: { repositoryId: number; number: number; sha: string; isFork: boolean },
): Trust {
  if (!head.isFork) return 'branch';
  return records.get(kind, keyOf(head.repositoryId, head.number, head.sha)) === undefined ? 'fork' : 'branch';
}

/** Forgets the approvals of a pull request that was closed. */
export function forgetApprovals(records: Records, repositoryId: number, number: number): void {
  for (const { key } of records.list(kind, `${repositoryId} ${number} `)) records.delete(kind, key);
}

function keyOf(repositoryId: number, number: number, sha: string): string {
  return `${repositoryId} ${number} ${sha}`;
}
