import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Changes, ExecutionQuery } from '../../../runner/backend/types.ts';
import type {
  Execution,
  LogEntry,
  MetricEntry,
  State,
  StateName,
  TaskRun,
} from '../../../runner/execution/types.ts';

const start = '2026-03-01T10:00:00.000000Z';
const flow = { namespace: 'company.team', flowId: 'orders' };

export function changes(some: Partial<Changes>): Changes {
  return {
    executions: [],
    over: [],
    taskRuns: [],
    deletedTaskRuns: [],
    logs: [],
    metrics: [],
    enqueued: [],
    flows: [],
    leases: [],
    dequeued: [],
    timers: [],
    cancelledTimers: [],
    ...some,
  };
}

export function state(current: StateName = 'RUNNING', date = start): State {
  return { current, histories: [{ state: 'CREATED', date }] };
}

export function execution(id: string, some: Partial<Execution> = {}): Execution {
  return {
    id,
    ...flow,
    flowRevision: 1,
    state: state(),
    labels: [],
    originalId: id,
    metadata: { attemptNumber: 1, originalCreatedDate: start },
    kind: 'NORMAL',
    ...some,
  };
}

export function taskRun(executionId: string, id: string, some: Partial<TaskRun> = {}): TaskRun {
  return { id, executionId, ...flow, taskId: 'extract', state: state(), ...some };
}

export function log(executionId: string, message: string, some: Partial<LogEntry> = {}): LogEntry {
  return { executionId, ...flow, level: 'INFO', timestamp: start, message, ...some };
}

export function metric(executionId: string, taskRunId: string, name: string): MetricEntry {
  const tags = { table: 'orders' };
  return {
    executionId,
    ...flow,
    taskId: 'extract',
    taskRunId,
    name,
    type: 'counter',
    value: 3,
    tags,
    timestamp: start,
  };
}

/** The query for executions with all of these labels. */
export function labelled(labels: Record<string, string>): ExecutionQuery {
  return {
    labels: Object.entries(labels).map(([key, value]) => ({ key, comparison: 'is', values: [value] })),
  };
}

/** A transition as the engine makes it: rows of five tables that belong together. */
export function transition(executionId: string): Changes {
  const runs = ['a', 'b', 'c'].map((id, sequence) => ({
    taskRun: taskRun(executionId, executionId + id),
    sequence,
  }));
  return changes({
    executions: [execution(executionId, { labels: [{ key: 'run', value: executionId }] })],
    taskRuns: runs,
    logs: [log(executionId, 'first'), log(executionId, 'second')],
    enqueued: [{ id: `run:${executionId}`, executionId, kind: 'run', payload: { attempt: 1 } }],
    timers: [{ id: `timer:${executionId}`, executionId, due: 1_000, payload: { kind: 'sleep' } }],
  });
}

/** A new folder, with a space in its name. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'tutti test-'));
}
