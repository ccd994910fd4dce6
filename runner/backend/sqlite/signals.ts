import { fromJson, toJson } from '../json.ts';
import type { Signal } from '../types.ts';
import type { Statements } from './statements.ts';

/** Leaves a signal for whoever drives the execution. */
export function sendSignal(statements: Statements, { executionId, payload }: Signal): void {
  statements.run('INSERT INTO signals (execution_id, payload) VALUES (?, ?)', executionId, toJson(payload));
}

const pending = `
  FROM signals WHERE execution_id IN (SELECT execution_id FROM leases WHERE holder = ?)`;

/** Whether there is anything to take: a question that needs no lock. */
export function hasSignals(statements: Statements, holder: string): boolean {
  return statements.get(`SELECT 1 ${pending} LIMIT 1`, holder) !== undefined;
}

/** The signals for the executions of a holder, in order; they are gone then. */
export function takeSignals(statements: Statements, holder: string): Signal[] {
  return statements
    .all(`DELETE ${pending} RETURNING position, execution_id, payload`, holder)
    .sort((a, b) => Number(a.position) - Number(b.position))
    .map(({ execution_id, payload }) => ({
      executionId: String(execution_id),
      payload: fromJson(String(payload)),
    }));
}
