import type { Backend } from '../backend/types.ts';
import type { Engine } from '../engine/types.ts';
import { OperationRefused } from '../execution/operations/records.ts';
import type { Execution } from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';

/** Runs of a flow in the playground that are kept (surfaces §3.3). */
export const keptRuns = 10;

type FlowName = Pick<Flow, 'id' | 'namespace'>;

/** The runs of a flow in the playground, newest first. */
export function recentRuns(backend: Backend, { namespace, id }: FlowName): Promise<Execution[]> {
  return backend.executions({ namespace, flowId: id, kind: 'PLAYGROUND', limit: keptRuns });
}

/** Deletes the runs of a flow in the playground that are too many; one that has not ended stays until the next time. */
export async function dropOldRuns(
  engine: Pick<Engine, 'delete'>,
  backend: Backend,
  { namespace, id }: FlowName,
): Promise<void> {
  const old = await backend.executions({
    namespace,
    flowId: id,
    kind: 'PLAYGROUND',
    offset: keptRuns,
    limit: 100,
  });
  for (const execution of old) {
    try {
      await engine.delete(execution.id);
    } catch (error) {
      if (!(error instanceof OperationRefused)) throw error;
    }
  }
}
