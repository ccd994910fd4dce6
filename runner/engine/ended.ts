import { executionFolder } from '../backend/storageUri.ts';
import type { KeptRecords } from '../backend/types.ts';
import { changeStatus as changedStatus } from '../execution/operations/changeState.ts';
import { OperationRefused } from '../execution/operations/records.ts';
import { setLabels as relabelled } from '../execution/operations/setLabels.ts';
import { isoInstant, isTerminated } from '../execution/states.ts';
import type { Execution, Label, StateName } from '../execution/types.ts';
import { leaseTime } from './leases.ts';
import type { Runtime } from './runtime.ts';

/**
 * Gives an ended execution another end; nothing of it runs again (flow-language §7.12).
 *
 * @throws OperationRefused unless both states are ends.
 */
export async function changeStatus(
  runtime: Runtime,
  executionId: string,
  state: StateName,
): Promise<Execution> {
  return rewrite(runtime, changedStatus(await executionOf(runtime, executionId), state, now(runtime)));
}

/**
 * Replaces the labels that people gave an ended execution (flow-language §7.12).
 *
 * @throws OperationRefused when it has not ended, or a label of the system would change.
 */
export async function setLabels(
  runtime: Runtime,
  executionId: string,
  labels: readonly Label[],
): Promise<Execution> {
  return rewrite(runtime, relabelled(await executionOf(runtime, executionId), labels));
}

/** What stays of an execution that is deleted. */
export interface Kept extends KeptRecords {
  keepFiles?: boolean;
}

/**
 * Deletes an ended execution with its task runs, logs, metrics and files.
 *
 * @throws OperationRefused when it has not ended.
 */
export async function deleteExecution(
  runtime: Runtime,
  executionId: string,
  { keepFiles = false, ...kept }: Kept = {},
): Promise<void> {
  const { backend } = runtime;
  const execution = await executionOf(runtime, executionId);
  const { current } = execution.state;
  if (!isTerminated(current))
    throw new OperationRefused(`Execution must be terminated to be deleted, current state is '${current}' !`);
  await holdEnded(runtime, executionId);
  await backend.deleteExecution(executionId, kept);
  if (!keepFiles) await backend.files.deleteFolder(executionFolder(execution));
}

/** An execution as it is now. @throws OperationRefused where there is none */
export async function executionOf(runtime: Runtime, executionId: string): Promise<Execution> {
  const { backend, active } = runtime;
  const execution = active.get(executionId)?.model.execution ?? (await backend.execution(executionId));
  if (!execution) throw new OperationRefused(`No execution found for execution id ${executionId}`);
  return execution;
}

/**
 * Writes the changed record of an execution that really ended.
 *
 * @throws OperationRefused while listeners or afterExecution of it run.
 */
export async function rewrite(runtime: Runtime, execution: Execution): Promise<Execution> {
  await holdEnded(runtime, execution.id);
  runtime.changes.execution(execution);
  await runtime.flushed();
  await runtime.backend.release(execution.id, runtime.holder);
  return execution;
}

/** Nobody else touches an execution that really ended. @throws OperationRefused where someone drives it */
export async function holdEnded({ active, backend, holder }: Runtime, id: string): Promise<void> {
  if (active.has(id) || !(await backend.lease(id, holder, leaseTime)))
    throw new OperationRefused(`Execution ${id} has not really ended: what comes after its end still runs`);
  // It may have been purged before it was held.
  if (await backend.execution(id)) return;
  await backend.release(id, holder);
  throw new OperationRefused(`No execution found for execution id ${id}`);
}

/** The moment as ISO instant. */
export function now({ clock }: Pick<Runtime, 'clock'>): string {
  return isoInstant(clock.now());
}
