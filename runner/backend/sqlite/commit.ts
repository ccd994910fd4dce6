import { epochOf, isTerminated } from '../../execution/states.ts';
import type { Execution, LogEntry, MetricEntry } from '../../execution/types.ts';
import { toJson } from '../json.ts';
import type { Changes } from '../types.ts';
import { takeLease } from './leases.ts';
import { levelNumber } from './logLevels.ts';
import type { Insert, Row, Statements } from './statements.ts';
import { keepForeign, recordTriggerChanges } from './triggers.ts';

/**
 * Takes a picture of the changes, for the machine goes on with its records before they are written; the result writes it,
 * inside a transaction. What is removed goes first: an id may leave the queue and come again in one commit.
 */
export function recordChanges(changes: Changes, now: () => number): (statements: Statements) => void {
  const inserts: [Insert, Row[]][] = [
    [flows, changes.flows.map(({ hash, flow }) => [hash, toJson(flow), now()])],
    [executions, changes.executions.map(executionRow)],
    [taskRuns, changes.taskRuns.map(taskRunRow)],
    [logs, changes.logs.map(logRow)],
    [metrics, changes.metrics.map(metricRow)],
    [queue, changes.enqueued.map((item) => [item.id, item.executionId, item.kind, toJson(item.payload)])],
    [timers, changes.timers.map((timer) => [timer.id, timer.executionId, timer.due, toJson(timer.payload)])],
    [transitions, (changes.transitions ?? []).map(({ executionId, step }) => [executionId, step])],
  ];
  const triggers = changes.triggers && recordTriggerChanges(changes.triggers);
  const foreign = [...(changes.foreignTransitions ?? [])];
  const over = [...changes.over];
  const leases = [...changes.leases];
  const deletedTaskRuns = changes.deletedTaskRuns.map(({ executionId, id }): Row => [executionId, id]);
  const dequeued = [...changes.dequeued];
  const cancelledTimers = [...changes.cancelledTimers];

  return (statements) => {
    for (const row of deletedTaskRuns) {
      statements.run('DELETE FROM task_runs WHERE execution_id = ? AND id = ?', ...row);
    }
    for (const id of dequeued) statements.run('DELETE FROM queue WHERE id = ?', id);
    for (const id of cancelledTimers) statements.run('DELETE FROM timers WHERE id = ?', id);
    triggers?.(statements);
    for (const [insert, rows] of inserts) statements.insert(insert, rows);
    for (const transition of foreign) keepForeign(statements, transition, now());
    for (const lease of leases) takeLease(statements, { ...lease, now: now() });
    for (const id of over) {
      statements.run('UPDATE executions SET over = 1 WHERE id = ?', id);
      statements.run('DELETE FROM leases WHERE execution_id = ?', id);
      statements.run('DELETE FROM signals WHERE execution_id = ?', id);
    }
  };
}

const flows: Insert = {
  table: 'flows',
  columns: ['hash', 'definition', 'written'],
  conflict: 'ON CONFLICT (hash) DO UPDATE SET written = excluded.written',
};

const executions: Insert = {
  table: 'executions',
  columns: [
    'id',
    'namespace',
    'flow_id',
    'triggered_by',
    'started',
    'state',
    'ended',
    'labels',
    'flow_hash',
    'record',
    'kind',
    'finished',
  ],
  // The other columns never change, but for a restart: it opens an execution that was over, and asks for a slot anew.
  conflict: `ON CONFLICT (id) DO UPDATE
    SET state = excluded.state, ended = excluded.ended, labels = excluded.labels,
      flow_hash = excluded.flow_hash, record = excluded.record, finished = excluded.finished,
      over = over AND excluded.ended, admitted = admitted AND NOT (over AND NOT excluded.ended)`,
};

function executionRow(execution: Execution): Row {
  const { id, namespace, flowId, state, labels } = execution;
  const started = epochOf(state.histories[0]?.date ?? execution.metadata.originalCreatedDate);
  const ended = isTerminated(state.current);
  return [
    id,
    namespace,
    flowId,
    parentExecution(execution),
    started,
    state.current,
    ended ? 1 : 0,
    toJson(labels),
    execution.flowHash ?? null,
    toJson(execution),
    execution.kind,
    ended ? epochOf(state.histories.at(-1)!.date) : null,
  ];
}

/** The execution whose Subflow or ForEachItem task made this one; a Flow trigger names no task run (flow-language §6.1). */
function parentExecution({ trigger }: Execution): string | null {
  const { executionId, taskRunId } = trigger?.variables ?? {};
  return typeof executionId === 'string' && taskRunId !== undefined ? executionId : null;
}

const taskRuns: Insert = {
  table: 'task_runs',
  columns: ['execution_id', 'id', 'sequence', 'task_id', 'state', 'record'],
  conflict: `ON CONFLICT (execution_id, id) DO UPDATE
    SET sequence = excluded.sequence, state = excluded.state, record = excluded.record`,
};

function taskRunRow({ taskRun, sequence }: Changes['taskRuns'][number]): Row {
  const { executionId, id, taskId, state } = taskRun;
  return [executionId, id, sequence, taskId, state.current, toJson(taskRun)];
}

const logs: Insert = {
  table: 'logs',
  columns: [
    'execution_id',
    'namespace',
    'flow_id',
    'task_id',
    'task_run_id',
    'trigger_id',
    'attempt_number',
    'level',
    'timestamp',
    'message',
  ],
  conflict: '',
};

function logRow(entry: LogEntry): Row {
  return [
    entry.executionId,
    entry.namespace,
    entry.flowId,
    entry.taskId ?? null,
    entry.taskRunId ?? null,
    entry.triggerId ?? null,
    entry.attemptNumber ?? null,
    levelNumber(entry.level),
    entry.timestamp,
    entry.message,
  ];
}

const metrics: Insert = {
  table: 'metrics',
  columns: [
    'execution_id',
    'namespace',
    'flow_id',
    'task_id',
    'task_run_id',
    'name',
    'value',
    'timestamp',
    'record',
  ],
  conflict: '',
};

function metricRow(entry: MetricEntry): Row {
  const { executionId, namespace, flowId, taskId, taskRunId, name, value, timestamp } = entry;
  return [executionId, namespace, flowId, taskId, taskRunId, name, value, timestamp, toJson(entry)];
}

/** Asking twice is asking once. */
const queue: Insert = {
  table: 'queue',
  columns: ['id', 'execution_id', 'kind', 'payload'],
  conflict: 'ON CONFLICT (id) DO NOTHING',
};

const timers: Insert = {
  table: 'timers',
  columns: ['id', 'execution_id', 'due', 'payload'],
  conflict: `ON CONFLICT (id) DO UPDATE
    SET execution_id = excluded.execution_id, due = excluded.due, payload = excluded.payload`,
};

/** An execution comes into a state of its history once. */
const transitions: Insert = {
  table: 'transitions',
  columns: ['execution_id', 'step'],
  conflict: 'ON CONFLICT (execution_id, step) DO NOTHING',
};
