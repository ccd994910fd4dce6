import type { RunNode, Turn } from './model.ts';
import { setRunState } from './transition.ts';
import { withdrawOutputs, withdrawState } from './variables.ts';

/** Takes a task run back, as if it had never been made: its record is deleted and its timers never come. */
export function discardRun(turn: Turn, node: RunNode): void {
  const { model } = turn;
  const { run, group, branch } = node;
  delete node.awaiting;
  for (const kind of ['sleep', 'retry'] as const)
    turn.commands.push({ type: 'cancelTimer', timer: { kind, taskRunId: run.id } });
  // An ended run is counted right everywhere, and nobody takes it up.
  setRunState(turn, node, 'SKIPPED');
  if (branch === 'tasks') group.counts.SKIPPED = (group.counts.SKIPPED ?? 0) - 1;
  withdrawOutputs(model, node);
  withdrawState(model, node);
  model.nodes.delete(run.id);
  turn.changed.delete(node);
  turn.deleted.push(run.id);
}
