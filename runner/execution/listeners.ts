import { newGroup, takeUp } from './groups.ts';
import { sequence } from './lanes/sequence.ts';
import type { ExecutionModel, Group, Turn } from './model.ts';

/**
 * Starts what runs after the final state: the tasks of listeners, then afterExecution (flow-language §7.17, §7.18). The
 * conditions of listeners may need more than the machine has: the engine evaluates them.
 */
export function startAfter(turn: Turn): void {
  const { model } = turn;
  model.after ??= afterGroup(model);
  if (!model.flow.listeners?.length) return void model.stale.add(model.after);
  model.listening = true;
  turn.commands.push({ type: 'evaluateListeners' });
}

/** The conditions of these listeners hold, by position: their tasks run, in order. */
export function takeListeners(turn: Turn, holding: readonly number[]): void {
  const { model } = turn;
  if (!model.listening || !model.after) return;
  delete model.listening;
  const { listeners = [], afterExecution = [] } = model.flow;
  const tasks = listeners.flatMap((listener, index) => (holding.includes(index) ? listener.tasks : []));
  // One list: like the tasks of afterExecution, a listener's run one after the other, whatever becomes of each.
  model.after.finally = sequence([...tasks, ...afterExecution]);
  takeUp(model.after);
  model.stale.add(model.after);
}

/** The group of what runs after the final state. */
export function afterGroup({ flow }: ExecutionModel): Group {
  return newGroup(sequence([]), undefined, flow.afterExecution, undefined, 'afterExecution');
}
