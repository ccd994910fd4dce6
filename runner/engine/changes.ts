import type { Transition } from '../backend/triggers.ts';
import type { Changes, QueueItem, Timer } from '../backend/types.ts';
import type { Execution, LogEntry, MetricEntry, TaskRun } from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';

/** What a turn of the engine changed, each record once however often it changed. */
export interface ChangeSet {
  execution(execution: Execution): void;
  /** The definition that an execution refers to. */
  flow(hash: string, flow: Flow): void;
  /** This process drives an execution from now on. */
  lease(executionId: string, holder: string, ttl: number): void;
  /** The execution really ended. */
  over(id: string): void;
  taskRun(taskRun: TaskRun, sequence: number): void;
  deleteTaskRun(executionId: string, id: string): void;
  log(entry: LogEntry): void;
  metric(entry: MetricEntry): void;
  enqueue(item: QueueItem): void;
  dequeue(id: string): void;
  setTimer(timer: Timer): void;
  cancelTimer(id: string): void;
  /** A change of state that a Flow trigger may listen to. */
  transition(transition: Transition): void;
  /** A change of state that a Flow trigger of another process may listen to. */
  foreignTransition(transition: Transition): void;
  readonly empty: boolean;
  /** The changes so far; the set is empty afterwards. */
  take(): Changes;
}

/** An empty set of changes. */
export function changeSet(): ChangeSet {
  let executions = new Map<string, Execution>();
  let flows = new Map<string, Flow>();
  let leases: Changes['leases'] = [];
  let over = new Set<string>();
  let taskRuns = new Map<string, { taskRun: TaskRun; sequence: number }>();
  let deleted = new Map<string, { executionId: string; id: string }>();
  let logs: LogEntry[] = [];
  let metrics: MetricEntry[] = [];
  let enqueued = new Map<string, QueueItem>();
  let dequeued = new Set<string>();
  let timers = new Map<string, Timer>();
  let cancelled = new Set<string>();
  let transitions: Transition[] = [];
  let foreignTransitions: Transition[] = [];

  return {
    execution: (execution) => void executions.set(execution.id, execution),
    flow: (hash, flow) => void flows.set(hash, flow),
    lease: (executionId, holder, ttl) => void leases.push({ executionId, holder, ttl }),
    over: (id) => void over.add(id),
    taskRun: (taskRun, sequence) => void taskRuns.set(taskRun.id, { taskRun, sequence }),
    deleteTaskRun(executionId, id) {
      taskRuns.delete(id);
      deleted.set(id, { executionId, id });
    },
    log: (entry) => void logs.push(entry),
    metric: (entry) => void metrics.push(entry),
    enqueue: (item) => void enqueued.set(item.id, item),
    dequeue(id) {
      // What came and went within one turn never needs to be written.
      if (!enqueued.delete(id)) dequeued.add(id);
    },
    setTimer: (timer) => void timers.set(timer.id, timer),
    cancelTimer(id) {
      timers.delete(id);
      cancelled.add(id);
    },
    transition: (transition) => void transitions.push(transition),
    foreignTransition: (transition) => void foreignTransitions.push(transition),
    get empty() {
      return (
        executions.size +
          over.size +
          taskRuns.size +
          deleted.size +
          logs.length +
          metrics.length +
          enqueued.size ===
          0 && dequeued.size + timers.size + cancelled.size === 0
      );
    },
    take() {
      const changes: Changes = {
        executions: [...executions.values()],
        flows: [...flows].map(([hash, flow]) => ({ hash, flow })),
        leases,
        over: [...over],
        taskRuns: [...taskRuns.values()],
        deletedTaskRuns: [...deleted.values()],
        logs,
        metrics,
        enqueued: [...enqueued.values()],
        dequeued: [...dequeued],
        timers: [...timers.values()],
        cancelledTimers: [...cancelled],
        transitions,
        foreignTransitions,
      };
      executions = new Map();
      flows = new Map();
      leases = [];
      over = new Set();
      taskRuns = new Map();
      deleted = new Map();
      logs = [];
      metrics = [];
      enqueued = new Map();
      dequeued = new Set();
      timers = new Map();
      cancelled = new Set();
      transitions = [];
      foreignTransitions = [];
      return changes;
    },
  };
}
