import type { Clock } from '../../../runner/engine/triggers/types.ts';
import { isTerminated, terminatedStates } from '../../../runner/execution/states.ts';
import type { Workspace } from '../types.ts';

/** Whether the engine of a workspace has something to do at this moment. */
export function isBusy({ engine }: Workspace): boolean {
  const { executions, awaited } = engine.load();
  return executions.length > 0 || awaited > 0;
}

/** Whether something of a workspace has not ended: it runs, or waits for somebody, for a time or for another engine. */
export async function hasUnfinished(workspace: Workspace): Promise<boolean> {
  if (isBusy(workspace)) return true;
  return (await workspace.backend.countExecutions({ otherStates: terminatedStates })) > 0;
}

/** Kills all that runs in a workspace, and what would run after it; resolves when that is asked for durably. */
export async function killAll({ engine }: Workspace): Promise<void> {
  const { executions } = engine.load();
  const killed = new Set(executions);
  const unlisten = engine.listen({
    changed({ id, state }) {
      if (!isTerminated(state.current) || !killed.delete(id)) return;
      // Its afterExecution is asked for by this very end.
      void engine.kill(id).catch(() => undefined);
      if (killed.size === 0) unlisten();
    },
  });
  await Promise.all(executions.map((id) => engine.kill(id)));
}

/** Resolves when no task of a workspace runs, which may be between two of them, or after `most` milliseconds. */
export async function tasksEnded({ engine }: Workspace, clock: Clock, most: number): Promise<void> {
  const runs = () => engine.load().attempts > 0;
  if (!runs()) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.at(clock.now() + most, resolve);
  const unlisten = engine.listen({
    changed() {
      if (!runs()) resolve();
    },
  });
  await promise;
  cancel();
  unlisten();
}
