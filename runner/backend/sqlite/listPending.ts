import { fromJson } from '../json.ts';
import type { QueueItem, Timer } from '../types.ts';
import type { Statements } from './statements.ts';

/** Queue items in the order they were asked for, timers by the time they are due. */
export function listPending(
  statements: Statements,
  executionId: string,
): { queue: QueueItem[]; timers: Timer[] } {
  const queue = statements.all('SELECT * FROM queue WHERE execution_id = ? ORDER BY position', executionId);
  const timers = statements.all('SELECT * FROM timers WHERE execution_id = ? ORDER BY due, id', executionId);
  return {
    queue: queue.map((row) => ({
      id: String(row.id),
      executionId,
      kind: String(row.kind) as QueueItem['kind'],
      payload: fromJson(String(row.payload)),
    })),
    timers: timers.map((row) => ({
      id: String(row.id),
      executionId,
      due: Number(row.due),
      payload: fromJson(String(row.payload)),
    })),
  };
}
