import type { Admission } from '../types.ts';
import type { Statements } from './statements.ts';

/** Decides inside a writing transaction, so that no other process decides at the same time. */
export function admit(
  statements: Statements,
  { executionId, limit, now }: { executionId: string; limit: number; now: number },
): Admission {
  const row = statements.get(
    'SELECT namespace, flow_id, started, admitted, over FROM executions WHERE id = ?',
    executionId,
  );
  if (!row) return { granted: false, running: 0 };
  const flow = [row.namespace!, row.flow_id!];
  const running = countOf(
    statements.get(
      // One whose process is gone holds no slot: it may never be taken up.
      `SELECT count(*) AS count FROM executions
       WHERE namespace = ? AND flow_id = ? AND admitted = 1 AND over = 0 AND id <> ?
         AND EXISTS (SELECT 1 FROM leases WHERE execution_id = executions.id AND expires > ?)`,
      ...flow,
      executionId,
      now,
    ),
  );
  // Asked again after a crash.
  if (row.admitted === 1 && row.over === 0) return { granted: true, running };
  const before = countOf(
    statements.get(
      `SELECT count(*) AS count FROM (
         SELECT 1 FROM executions
         WHERE namespace = ? AND flow_id = ? AND state = 'QUEUED' AND (started, id) < (?, ?)
           AND EXISTS (SELECT 1 FROM leases WHERE execution_id = executions.id AND expires > ?)
         LIMIT ?)`,
      ...flow,
      row.started!,
      executionId,
      now,
      limit,
    ),
  );
  const granted = running + before < limit;
  if (granted) statements.run('UPDATE executions SET admitted = 1 WHERE id = ?', executionId);
  return { granted, running };
}

function countOf(row: Record<string, unknown> | undefined): number {
  return Number(row?.count);
}
