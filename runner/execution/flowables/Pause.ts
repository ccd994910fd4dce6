import type { Task } from '../../flow/types.ts';
import { EvaluationFailed, evaluate } from '../evaluate.ts';
import { newGroup } from '../groups.ts';
import { endExecutionAs } from '../kill.ts';
import { isEnabled, sequence } from '../lanes/sequence.ts';
import type { RunNode, Turn } from '../model.ts';
import { createRun, endRun } from '../runs.ts';
import { setExecutionState, setRunState } from '../transition.ts';
import type { StateName } from '../types.ts';
import { publishOutputs } from '../variables.ts';
import { evaluateDuration } from './duration.ts';
import type { Flowable } from './types.ts';

/** How a pause ends: the state that its run goes to (flow-language §6.1 Pause `behavior`, `timeout`). */
export type PauseEnd = Extract<StateName, 'RUNNING' | 'WARNING' | 'FAILED' | 'CANCELLED'>;

const ends: Readonly<Record<string, PauseEnd>> = {
  RESUME: 'RUNNING',
  WARN: 'WARNING',
  FAIL: 'FAILED',
  CANCEL: 'CANCELLED',
};

/** The execution waits for a time, or for someone (flow-language §6.1 Pause). */
export const Pause: Flowable = {
  // Its deprecated children, when a resumed pause is taken up again after a stop.
  open(_turn, node) {
    const failed = (node.run.outputs?.['resumed'] as { to?: string } | undefined)?.to === 'FAILED';
    if (failed && node.children) node.children.forced = 'FAILED';
    return { lane: sequence(failed ? [] : node.task.tasks) };
  },

  start(turn, node, resume) {
    const { task } = node;
    // A restart of the paused execution ended the pause (flow-language §7.10).
    if (node.run.state.histories.at(-2)?.state === 'PAUSED') {
      node.children = newGroup(sequence(task.tasks), task.errors, task.finally, node);
      turn.model.stale.add(node.children);
      return;
    }
    const duration =
      evaluateDuration(turn, node, 'pauseDuration', task['pauseDuration'], resume) ??
      evaluateDuration(turn, node, 'delay', task['delay'], resume);
    const timeout = evaluateDuration(turn, node, 'timeout', task.timeout, resume);
    const behavior = String(evaluate(turn, node, 'behavior', 'text', task['behavior'] ?? 'RESUME', resume));
    const end = ends[behavior];
    if (!end)
      throw new EvaluationFailed(
        `\`behavior\` must be one of ${Object.keys(ends).join(', ')}, but it is \`${behavior}\``,
      );
    setRunState(turn, node, 'PAUSED');
    setExecutionState(turn, 'PAUSED');
    const [wait, to] = duration === undefined ? [timeout, 'FAILED' as const] : [duration, end];
    if (wait !== undefined)
      turn.commands.push({
        type: 'setTimer',
        timer: { kind: 'pause', taskRunId: node.run.id, to },
        due: turn.at + wait,
      });
    startOnPause(turn, node);
  },
};

/** The task of `onPause` runs beside the pause; its end starts nothing. */
function startOnPause(turn: Turn, node: RunNode): void {
  const task = node.task['onPause'] as Task | undefined;
  if (!task || !isEnabled(task)) return;
  const beside = newGroup(sequence([]), undefined, undefined, node);
  beside.phase = 'ended';
  createRun(turn, beside, 'finally', { task });
}

/** A pause ends: by its time, or because someone resumed it (flow-language §7.9). */
export function endPause(
  turn: Turn,
  node: RunNode,
  to: PauseEnd,
  resumed: { inputs?: Record<string, unknown>; by?: string } = {},
): void {
  if (node.run.state.current !== 'PAUSED') return;
  const { task, run } = node;
  turn.commands.push({ type: 'cancelTimer', timer: { kind: 'pause', taskRunId: run.id } });
  run.outputs = {
    ...(resumed.inputs && { onResume: resumed.inputs }),
    resumed: { ...(resumed.by !== undefined && { by: resumed.by }), on: turn.date, to },
  };
  publishOutputs(turn.model, node);
  if (to === 'CANCELLED') return endExecutionAs(turn, node, 'CANCELLED');
  const tasks = to === 'RUNNING' ? (task.tasks ?? []) : [];
  const children = newGroup(
    sequence(tasks),
    to === 'WARNING' ? [] : task.errors,
    to === 'WARNING' ? [] : task.finally,
    node,
  );
  if (to === 'FAILED') children.forced = 'FAILED';
  const hasChildren = tasks.some(isEnabled) || (to === 'FAILED' && children.errors) || children.finally;
  if (hasChildren) {
    setRunState(turn, node, 'RUNNING');
    node.children = children;
    turn.model.stale.add(children);
  } else endRun(turn, node, to === 'RUNNING' ? 'SUCCESS' : to);
  goOn(turn);
}

/** Someone let a paused run go on, or the execution that was paused as a whole (flow-language §7.9). */
export function resume(
  turn: Turn,
  resumed: { taskRunId?: string; inputs?: Record<string, unknown>; by?: string; to?: PauseEnd },
): void {
  const { nodes, execution, paused } = turn.model;
  const node = resumed.taskRunId === undefined ? undefined : nodes.get(resumed.taskRunId);
  if (node) return endPause(turn, node, resumed.to ?? 'RUNNING', resumed);
  if (execution.state.current === 'PAUSED' && paused.size === 0) setExecutionState(turn, 'RUNNING');
}

/** The execution goes on unless another run of it is paused. */
function goOn(turn: Turn): void {
  const { model } = turn;
  if (model.paused.size > 0 || model.execution.state.current !== 'PAUSED') return;
  setExecutionState(turn, 'RESTARTED');
  setExecutionState(turn, 'RUNNING');
}
