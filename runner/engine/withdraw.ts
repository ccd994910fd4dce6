import type { Changes } from '../backend/types.ts';

/** Takes everything of one execution out of changes that were not written: it was never accepted. */
export function withdraw(changes: Changes, executionId: string): void {
  const isOther = (record: { executionId?: string }) => record.executionId !== executionId;
  changes.executions = changes.executions.filter(({ id }) => id !== executionId);
  changes.over = changes.over.filter((id) => id !== executionId);
  changes.taskRuns = changes.taskRuns.filter(({ taskRun }) => isOther(taskRun));
  changes.leases = changes.leases.filter(isOther);
  changes.deletedTaskRuns = changes.deletedTaskRuns.filter(isOther);
  changes.logs = changes.logs.filter(isOther);
  changes.metrics = changes.metrics.filter(isOther);
  changes.enqueued = changes.enqueued.filter(isOther);
  changes.timers = changes.timers.filter(isOther);
  changes.transitions = changes.transitions?.filter(isOther) ?? [];
  changes.foreignTransitions = changes.foreignTransitions?.filter(isOther) ?? [];
}
