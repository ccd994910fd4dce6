import type { Records } from '../types.ts';

/** Commands of an issue or pull request within an hour: of everybody, and of those who may not write (github §4.4). */
const limits = { all: 60, outsiders: 20 };
const hour = 3_600_000;

interface Use {
  commentId: number;
  at: number;
  isOutsider: boolean;
}

/**
 * Counts a command; whether it is within the quota. Asking for the same comment again counts nothing. Outsiders can never use
 * up what others need.
 */
export function withinQuota(
  records: Records,
  key: { repositoryId: number; number: number },
  { commentId, isOutsider, now }: { commentId: number; isOutsider: boolean; now: number },
): boolean {
  const name = `${key.repositoryId} ${key.number}`;
  const uses = (records.get<Use[]>('command-quota', name) ?? []).filter(({ at }) => at > now - hour);
  if (uses.some((use) => use.commentId === commentId)) return true;
  const used = isOutsider ? uses.filter((use) => use.isOutsider).length : uses.length;
  if (used >= (isOutsider ? limits.outsiders : limits.all)) return false;
  records.put('command-quota', name, [...uses, { commentId, at: now, isOutsider }]);
  return true;
}
