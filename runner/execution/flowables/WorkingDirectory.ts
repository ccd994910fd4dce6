import { discardRun } from '../discard.ts';
import { Waiting } from '../evaluate.ts';
import { newGroup } from '../groups.ts';
import { sequence } from '../lanes/sequence.ts';
import type { RunNode, Turn } from '../model.ts';
import { isTerminated } from '../states.ts';
import { log, setExecutionState } from '../transition.ts';
import { publishOutputs } from '../variables.ts';
import type { Flowable } from './types.ts';

/**
 * One child after the other, all in one directory (flow-language §6.1 WorkingDirectory). The engine makes the directory
 * before the first child begins. When the children are over, whatever became of them, it collects the files to keep and
 * removes the directory; then come errors and finally.
 */
export const WorkingDirectory: Flowable = {
  start(turn, node) {
    delete node.run.evaluated;
    node.directory = 'opening';
    turn.commands.push({ type: 'openDirectory', taskRunId: node.run.id });
  },

  // Reached when the execution is taken up after a stop: what happened in a directory went with it.
  open(turn, node) {
    const end = node.run.evaluated?.['directory'];
    if (end === undefined) {
      beginAgain(turn, node);
      throw new Waiting();
    }
    node.directory = 'closed';
    if (end === 'failed') node.children!.forced = 'FAILED';
    return { lane: sequence(end === 'failed' ? [] : node.task.tasks) };
  },

  tasksOver(turn, node) {
    if (node.directory === 'closed') return 'end';
    if (node.directory === 'open') {
      node.directory = 'closing';
      turn.commands.push({ type: 'closeDirectory', taskRunId: node.run.id });
    }
    return 'wait';
  },
};

function beginAgain(turn: Turn, node: RunNode): void {
  const { model } = turn;
  for (const child of [...model.nodes.values()]) if (child.group === node.children) discardRun(turn, child);
  delete node.children;
  if (model.execution.state.current === 'RETRYING') setExecutionState(turn, 'RUNNING');
  WorkingDirectory.start!(turn, node, () => {});
}

/** The directory is there, with its files: the children begin. */
export function directoryOpened(turn: Turn, node: RunNode): void {
  if (node.directory !== 'opening' || isTerminated(node.run.state.current)) return;
  node.directory = 'open';
  node.children = newGroup(sequence(node.task.tasks), node.task.errors, node.task.finally, node);
  turn.model.stale.add(node.children);
}

/** The files to keep are stored and the directory is gone. */
export function directoryClosed(turn: Turn, node: RunNode, outputs: Record<string, unknown>): void {
  if (node.directory !== 'closing' || isTerminated(node.run.state.current)) return;
  node.run.outputs = outputs;
  publishOutputs(turn.model, node);
  close(turn, node, 'closed');
}

/** The directory could not be made ready, or what it held could not be kept: either fails the run. */
export function directoryFailed(turn: Turn, node: RunNode, message: string): void {
  const { directory, task } = node;
  if ((directory !== 'opening' && directory !== 'closing') || isTerminated(node.run.state.current)) return;
  log(turn, 'ERROR', message, node);
  node.children ??= newGroup(sequence([]), task.errors, task.finally, node);
  node.children.forced = 'FAILED';
  close(turn, node, 'failed');
}

/** How it ended is kept with the run, for executions that are taken up after a stop. */
function close(turn: Turn, node: RunNode, end: 'closed' | 'failed'): void {
  node.directory = 'closed';
  node.run.evaluated = { directory: end };
  turn.changed.add(node);
  turn.model.stale.add(node.children!);
}
