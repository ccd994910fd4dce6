import type { Execution, State, StateName, TaskRun } from '../../../runner/execution/types.ts';

/** 2026-01-01 at noon, epoch milliseconds. */
export const noon = Date.UTC(2026, 0, 1, 12);

const date = (milliseconds: number) => new Date(noon + milliseconds).toISOString();

/** A state that was created at noon and moved on after `milliseconds`. */
export function stateOf(current: StateName, milliseconds = 0): State {
  const created = { state: 'CREATED' as const, date: date(0) };
  return {
    current,
    histories: current === 'CREATED' ? [created] : [created, { state: current, date: date(milliseconds) }],
  };
}

/** An execution of `company.team.hello`. */
export function execution(current: StateName, more: Partial<Execution> = {}): Execution {
  return {
    id: 'execution-1',
    namespace: 'company.team',
    flowId: 'hello',
    flowRevision: 1,
    state: stateOf(current, 1500),
    labels: [],
    originalId: 'execution-1',
    metadata: { attemptNumber: 1, originalCreatedDate: date(0) },
    kind: 'NORMAL',
    ...more,
  };
}

/** A task run of it; its id is `task` or `task/value`. */
export function taskRun(taskId: string, current: StateName, more: Partial<TaskRun> = {}): TaskRun {
  return {
    id: more.value === undefined ? taskId : `${taskId}/${more.value}`,
    executionId: 'execution-1',
    namespace: 'company.team',
    flowId: 'hello',
    taskId,
    state: stateOf(current, 500),
    ...more,
  };
}
