import type { RunNode, Turn } from './model.ts';
import { isTerminated, moveTo } from './states.ts';
import type { LogLevel, StateName } from './types.ts';
import { publishState } from './variables.ts';

/** Appends a state to a task run's history and keeps the counters of its group right. Costs O(1). */
export function setRunState(turn: Turn, node: RunNode, to: StateName): void {
  const { run, group } = node;
  const from = run.state.current;
  if (from === to) return;
  moveTo(run.state, to, turn.date);
  turn.changed.add(node);
  publishState(turn.model, node);
  if (node.branch === 'tasks') {
    group.counts[from] = (group.counts[from] ?? 0) - 1;
    group.counts[to] = (group.counts[to] ?? 0) + 1;
  }
  if (to === 'PAUSED') turn.model.paused.add(node);
  if (from === 'PAUSED') turn.model.paused.delete(node);
  const wasLive = !isTerminated(from);
  const isLive = !isTerminated(to);
  if (wasLive === isLive) return;
  if (isLive) group.live.add(node);
  else group.live.delete(node);
  if (node.kind !== 'flowable') turn.model.liveLeaves += isLive ? 1 : -1;
}

/** Moves the execution itself; a final state stays, whatever runs after it does (flow-language §7.18). */
export function setExecutionState(turn: Turn, to: StateName): void {
  const { state } = turn.model.execution;
  if (isTerminated(state.current)) return;
  moveTo(state, to, turn.date);
  turn.executionChanged = true;
}

/** Writes to the execution's log, for a task run or for the execution itself. */
export function log(turn: Turn, level: LogLevel, message: string, node?: RunNode): void {
  const { execution } = turn.model;
  turn.logs.push({
    executionId: execution.id,
    namespace: execution.namespace,
    flowId: execution.flowId,
    ...(node && {
      taskId: node.task.id,
      taskRunId: node.run.id,
      attemptNumber: Math.max(0, (node.run.attempts?.length ?? 1) - 1),
    }),
    level,
    timestamp: turn.date,
    message,
  });
}
