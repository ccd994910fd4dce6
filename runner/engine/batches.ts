import { storageUri, taskRunFolder } from '../backend/storageUri.ts';
import type { FoundSubflow, SubflowRequest } from '../execution/events.ts';
import { isTerminated } from '../execution/states.ts';
import type { Execution, TaskRun } from '../execution/types.ts';
import { toIon } from '../expression/java/ion.ts';
import { lastBegin, restartFailed } from './restartSubflow.ts';
import type { Active, Runtime } from './runtime.ts';
import { startSubflow } from './subflow.ts';

/** Storage URI of the folder of a task run's files (flow-language §6.7). */
export function folderOf(run: TaskRun): string {
  return storageUri(taskRunFolder(run));
}

/** Keeps the outputs of one of the executions of a ForEachItem for its merge: a file of one Ion row (flow-language §6.1). */
export async function keepBatchOutputs(
  { backend }: Runtime,
  parent: TaskRun,
  { trigger, outputs }: Execution,
): Promise<void> {
  const path = `${taskRunFolder(parent)}/${iterationOf({ trigger })}/outputs.ion`;
  await backend.files.put(path, Buffer.from(`${toIon(outputs)}\n`));
}

/**
 * Finds the executions that a task run made before a stop or a restart, and asks again for those that were not made
 * (flow-language §7.10, §7.13).
 */
export async function checkSubflows(runtime: Runtime, parent: Active, taskRunId: string): Promise<void> {
  const { backend, changes } = runtime;
  const { execution, nodes } = parent.model;
  const node = nodes.get(taskRunId)!;
  const { run } = node;
  const known = (await backend.executions({ triggeredBy: execution.id, limit: 1_000_000 })).filter(
    ({ trigger }) => trigger?.variables?.['taskRunId'] === taskRunId,
  );
  const made: Execution[] = [];
  for (const child of known) made.push(await restartFailed(runtime, node, child));
  const ids = new Set(made.map(({ id }) => id));
  const requests: SubflowRequest[] = [];
  for (const { id, kind, payload } of (await backend.pending(execution.id)).queue) {
    const request = payload as SubflowRequest;
    if (kind !== 'subflow' || request.trigger.variables?.['taskRunId'] !== taskRunId) continue;
    if (ids.has(request.executionId)) changes.dequeue(id);
    else requests.push(request);
  }
  for (const child of made) if (isTerminated(child.state.current)) await keepMissing(runtime, run, child);
  runtime.post(execution.id, {
    type: 'subflowsFound',
    taskRunId,
    subflows: [...requests.map((request) => asked(request, run)), ...made.map(found)],
  });
  for (const request of requests) startSubflow(runtime, parent, taskRunId, request);
}

/** Outputs of an execution whose end its parent was not told. */
async function keepMissing(runtime: Runtime, parent: TaskRun, child: Execution): Promise<void> {
  if (!child.outputs) return;
  const path = `${taskRunFolder(parent)}/${iterationOf(child)}/outputs.ion`;
  if ((await runtime.backend.files.size(path)) === undefined) await keepBatchOutputs(runtime, parent, child);
}

function asked({ executionId, trigger }: SubflowRequest, run: TaskRun): FoundSubflow {
  const created = run.state.histories.at(-1)!.date;
  return { executionId, iteration: iterationOf({ trigger }), created, state: 'CREATED', made: false };
}

function found(child: Execution): FoundSubflow {
  const { id, state } = child;
  return {
    executionId: id,
    iteration: iterationOf(child),
    created: lastBegin(child),
    state: state.current,
    made: true,
  };
}

function iterationOf({ trigger }: Pick<Execution, 'trigger'>): number {
  return Number(trigger?.variables?.['taskRunIteration']);
}
