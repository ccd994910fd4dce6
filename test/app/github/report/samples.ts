import type { ExecutionParts } from '../../../../app/github/report/execution.ts';
import type { Verdict } from '../../../../app/github/verdict/types.ts';
import type { LogEntry, StateName, TaskRun } from '../../../../runner/execution/types.ts';
import type { Flow } from '../../../../runner/flow/types.ts';

export const repositoryUrl = 'https://github.example/acme/flows';
export const began = Date.UTC(2026, 10, 23, 9, 0, 0);
export const head = 'abc1234def5678abc1234def5678abc1234def56';
export const base = '0123456789abcdef0123456789abcdef01234567';

const log = 'io.kestra.plugin.core.log.Log';

export function flowOf(changes: Partial<Flow> = {}): Flow {
  return {
    id: 'etl',
    namespace: 'company.team',
    revision: 7,
    labels: [],
    inputs: [],
    outputs: [],
    tasks: ['extract', 'load', 'notify'].map((id) => ({ id, type: log, message: id })),
    triggers: [],
    disabled: false,
    ...changes,
  };
}

/** A run of a task from one second of the execution to another. */
export function runOf(
  taskId: string,
  state: StateName,
  from = 0,
  to = from + 1,
  more: Partial<TaskRun> = {},
): TaskRun {
  const at = (seconds: number) => new Date(began + seconds * 1000).toISOString();
  return {
    id: `run-${taskId}-${more.value ?? ''}`,
    executionId: 'e1',
    namespace: 'company.team',
    flowId: 'etl',
    taskId,
    attempts: [{ state: { current: state, histories: [] } }],
    state: {
      current: state,
      histories: [
        { state: 'CREATED', date: at(from) },
        { state, date: at(to) },
      ],
    },
    ...more,
  };
}

export function logOf(run: TaskRun, message: string, level: LogEntry['level'] = 'ERROR'): LogEntry {
  const { taskId, executionId, namespace, flowId } = run;
  return {
    executionId,
    namespace,
    flowId,
    taskId,
    taskRunId: run.id,
    level,
    message,
    timestamp: '2026-11-23T09:01:02.000Z',
  };
}

export function executionOf(
  state: StateName,
  runs: TaskRun[],
  changes: Partial<ExecutionParts['execution']> = {},
  parts: Partial<ExecutionParts> = {},
): ExecutionParts {
  const ended = new Date(began + 102_000).toISOString();
  return {
    execution: {
      id: 'e1',
      namespace: 'company.team',
      flowId: 'etl',
      flowRevision: 7,
      commit: head,
      state: {
        current: state,
        histories: [
          { state: 'CREATED', date: new Date(began).toISOString() },
          { state, date: ended },
        ],
      },
      labels: [],
      originalId: 'e1',
      metadata: { attemptNumber: 1, originalCreatedDate: new Date(began).toISOString() },
      kind: 'NORMAL',
      taskRunList: runs,
      ...changes,
    },
    path: 'company/team/flows/etl.yaml',
    logs: [],
    place: { repositoryUrl, detailsUrl: 'https://tutti.example/executions/e1' },
    now: began + 102_000,
    ...parts,
  };
}

export function verdictOf(changes: Partial<Verdict> = {}): Verdict {
  return {
    head,
    base,
    flows: [],
    total: 12,
    violations: [],
    sources: {},
    deployment: { triggers: [], downstream: [], reachable: [] },
    ...changes,
  };
}
