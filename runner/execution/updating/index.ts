import { EvaluationFailed } from '../evaluate.ts';
import type { RunNode, Turn } from '../model.ts';
import { endRun } from '../runs.ts';
import { isTerminated, moveTo, newState } from '../states.ts';
import { setRunState } from '../transition.ts';
import { exit } from './Exit.ts';
import { labels } from './Labels.ts';
import { setVariables, unsetVariables } from './variables.ts';

/** A task that changes the execution itself: done at once, in place (flow-language §7.1 step 8). */
export type Updating = (turn: Turn, node: RunNode, resume: (turn: Turn) => void) => void;

const updating: Readonly<Record<string, Updating>> = {
  'io.kestra.plugin.core.execution.Exit': exit,
  'io.kestra.plugin.core.execution.Labels': labels,
  'io.kestra.plugin.core.execution.SetVariables': setVariables,
  'io.kestra.plugin.core.execution.UnsetVariables': unsetVariables,
};

/** Carries out such a task; what it throws fails its run. */
export function runUpdating(turn: Turn, node: RunNode, resume: (turn: Turn) => void): void {
  const update = updating[turn.model.catalogue.resolve(node.task.type)];
  if (!update)
    throw new EvaluationFailed(`Tasks of type ${node.task.type} cannot be run by this version of Tutti`);
  const attempt = { state: newState(turn.date) };
  moveTo(attempt.state, 'RUNNING', turn.date);
  try {
    update(turn, node, resume);
  } catch (error) {
    if (error instanceof EvaluationFailed) {
      moveTo(attempt.state, 'FAILED', turn.date);
      node.run.attempts = [attempt];
    }
    throw error;
  }
  node.run.attempts = [attempt];
  setRunState(turn, node, node.run.state.current === 'CREATED' ? 'RUNNING' : node.run.state.current);
  const state = node.run.state.current;
  moveTo(attempt.state, isTerminated(state) ? state : 'SUCCESS', turn.date);
  turn.changed.add(node);
  if (!isTerminated(state)) endRun(turn, node, 'SUCCESS');
}
