import type { GitHubEvent, PullMoved } from '../handlers.ts';
import type { Records } from '../types.ts';

/** When each of the last heads of a pull request became that, epoch milliseconds by SHA; times of GitHub or of this server. */
interface Heads {
  [sha: string]: { at: number; isSwept?: true };
}

const kind = 'pull-heads';
const kept = 50;

/**
 * Notes when a head was pushed, for commands: `updated_at` of the delivery is a time that nobody can forge, unlike the dates of
 * commits (github §4.3.6).
 */
export function noteHead(records: Records, { repository, name, action, payload }: GitHubEvent): void {
  if (name !== 'pull_request' || !['opened', 'synchronize', 'reopened'].includes(action ?? '')) return;
  const pull = payload['pull_request'] as { number: number; updated_at: string; head: { sha: string } };
  const key = `${repository.id} ${pull.number}`;
  const heads = records.get<Heads>(kind, key) ?? {};
  const at = Date.parse(pull.updated_at);
  const known = heads[pull.head.sha];
  // A head may come back; its last time counts, in whatever order deliveries come.
  if (known && !known.isSwept && known.at >= at) return;
  put(records, key, { ...heads, [pull.head.sha]: { at } });
}

/** Notes a head that a sweep found, whose delivery is missing: it was seen now, and may have been there before. */
export function noteSweptHead(
  records: Records,
  { repository, deliveryId, number, head, receivedAt }: PullMoved,
): void {
  if (!deliveryId.startsWith('sweep-')) return;
  const key = `${repository.id} ${number}`;
  const heads = records.get<Heads>(kind, key) ?? {};
  if (!heads[head.sha]) put(records, key, { ...heads, [head.sha]: { at: receivedAt, isSwept: true } });
}

/** When a commit became the head of a pull request, epoch milliseconds; undefined where nobody told yet. */
export function headSince(
  records: Records,
  repositoryId: number,
  number: number,
  sha: string,
): number | undefined {
  return records.get<Heads>(kind, `${repositoryId} ${number}`)?.[sha]?.at;
}

export function forgetHeads(records: Records, repositoryId: number, number: number): void {
  records.delete(kind, `${repositoryId} ${number}`);
}

function put(records: Records, key: string, heads: Heads): void {
  const latest = Object.entries(heads).sort(([, a], [, b]) => b.at - a.at);
  records.put(kind, key, Object.fromEntries(latest.slice(0, kept)));
}
