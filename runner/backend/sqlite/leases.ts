import type { Statements } from './statements.ts';

/** Takes a lease that is free, over, or already the holder's. `now` in epoch milliseconds, `ttl` in milliseconds. True when the holder has the lease now. */
export function takeLease(
  statements: Statements,
  lease: { executionId: string; holder: string; ttl: number; now: number },
): boolean {
  const { executionId, holder, ttl, now } = lease;
  const sql = `
    INSERT INTO leases (execution_id, holder, ttl, expires) VALUES (?, ?, ?, ?)
    ON CONFLICT (execution_id) DO UPDATE SET holder = excluded.holder, ttl = excluded.ttl, expires = excluded.expires
    WHERE leases.holder = excluded.holder OR leases.expires <= ?`;
  return statements.run(sql, executionId, holder, ttl, now + ttl, now) === 1;
}

/** Gives the executions whose lease was renewed: those nobody else took. */
export function renewLeases(statements: Statements, holder: string, now: number): string[] {
  const sql = 'UPDATE leases SET expires = ? + ttl WHERE holder = ? RETURNING execution_id';
  return statements.all(sql, now, holder).map((row) => String(row.execution_id));
}

/** Does nothing when the lease is not the holder's. */
export function releaseLease(statements: Statements, executionId: string, holder: string): void {
  statements.run('DELETE FROM leases WHERE execution_id = ? AND holder = ?', executionId, holder);
}

/** Executions with something left to do, oldest first, without a live lease. */
export function abandonedExecutions(statements: Statements, now: number): string[] {
  const sql = `
    SELECT id FROM (
      SELECT id, position FROM executions WHERE over = 0
      UNION
      -- Over, but a retry as a new execution is to come.
      SELECT id, position FROM executions
      WHERE id IN (SELECT execution_id FROM queue UNION SELECT execution_id FROM timers)
    ) AS unfinished
    WHERE NOT EXISTS (SELECT 1 FROM leases WHERE execution_id = unfinished.id AND expires > ?)
    ORDER BY position`;
  return statements.all(sql, now).map((row) => String(row.id));
}
