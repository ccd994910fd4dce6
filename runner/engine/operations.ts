import { chance, newSeed } from '../execution/ids.ts';
import { resolveInputs } from '../execution/inputs/index.ts';
import { mergeLabels } from '../execution/labels.ts';
import { OperationRefused, type Records } from '../execution/operations/records.ts';
import { replay as replayRecords } from '../execution/operations/replay.ts';
import { restart as restartRecords } from '../execution/operations/restart.ts';
import { isoInstant, isTerminated } from '../execution/states.ts';
import type { Execution } from '../execution/types.ts';
import { walkTasks } from '../flow/nested.ts';
import type { Flow, Input, Task } from '../flow/types.ts';
import { leaseTime } from './leases.ts';
import { inputContext } from './prepare.ts';
import { flowOf, resume as resumeRecords, takeUp } from './recover.ts';
import type { Runtime } from './runtime.ts';

/** What can be asked of an execution that has not ended (flow-language §7.8, §7.9). */
export type Control =
  | { type: 'kill' }
  | { type: 'pause' }
  /** `inputs` as submitted, for the `onResume` of the paused task. */
  | { type: 'resume'; inputs?: Record<string, unknown>; by?: string };

/**
 * Asks something of an execution, whichever process drives it; one that no process drives is taken up by this engine.
 *
 * @throws OperationRefused when its state does not allow it. @throws InputsError for refused inputs of a resume.
 */
export async function control(runtime: Runtime, executionId: string, asked: Control): Promise<void> {
  const { backend, active, holder } = runtime;
  const execution = active.get(executionId)?.model.execution ?? (await backend.execution(executionId));
  if (!execution) throw new OperationRefused(`No execution found for execution id ${executionId}`);
  checkState(execution, asked);
  const prepared = asked.type === 'resume' ? await withResolvedInputs(runtime, execution, asked) : asked;
  if (active.has(executionId)) return apply(runtime, executionId, prepared);
  if (!(await backend.lease(executionId, holder, leaseTime)))
    return backend.signal({ executionId, payload: prepared });
  const begin = await takeUp(runtime, executionId);
  begin?.();
  apply(runtime, executionId, prepared);
}

/** Does what another process asked for; its inputs are resolved already. */
export function apply(runtime: Runtime, executionId: string, asked: Control): void {
  if (asked.type === 'kill') {
    runtime.kill(executionId);
    return;
  }
  if (asked.type === 'pause') {
    runtime.post(executionId, { type: 'paused' });
    return;
  }
  const paused = [...(runtime.active.get(executionId)?.model.paused ?? [])].find(({ task }) =>
    isPause(runtime, task),
  );
  runtime.post(executionId, {
    type: 'resumed',
    ...(paused && { taskRunId: paused.run.id }),
    ...(asked.inputs && { inputs: asked.inputs }),
    ...(asked.by !== undefined && { by: asked.by }),
  });
}

/** A loop that waits is PAUSED too, but nobody resumes it. */
function isPause({ registry }: Runtime, task: Task | undefined): boolean {
  return task !== undefined && registry.resolve(task.type) === 'io.kestra.plugin.core.flow.Pause';
}

function checkState({ id, state: { current } }: Execution, { type }: Control): void {
  if (type === 'pause' && current !== 'RUNNING') throw new OperationRefused('The execution is not running');
  if (type === 'resume' && current !== 'PAUSED')
    throw new OperationRefused(`Execution ${id} is not paused, can't resume it: it is ${current}`);
  if (type === 'kill' && isTerminated(current))
    throw new OperationRefused(`Execution ${id} has already ended: it is ${current}`);
}

async function withResolvedInputs(
  runtime: Runtime,
  execution: Execution,
  asked: Extract<Control, { type: 'resume' }>,
): Promise<Control> {
  const flow = await flowOf(runtime, execution);
  const runs = await runtime.backend.taskRuns(execution.id);
  const tasks = new Map([...walkTasks(flow)].map(({ task }) => [task.id, task]));
  const paused = runs.find(
    ({ state, taskId }) => state.current === 'PAUSED' && isPause(runtime, tasks.get(taskId)),
  );
  const declared = paused && (tasks.get(paused.taskId)?.['onResume'] as Input[] | undefined);
  if (!declared) return { type: 'resume', ...(asked.by !== undefined && { by: asked.by }) };
  const { inputs } = await resolveInputs(
    declared,
    asked.inputs ?? {},
    inputContext(runtime, flow, execution),
  );
  return { ...asked, inputs };
}

/**
 * Lets an ended execution go on from its failed task runs (flow-language §7.10).
 *
 * @throws OperationRefused when it has not ended, or nothing of it failed.
 */
export async function restart(runtime: Runtime, executionId: string): Promise<Execution> {
  const { changes } = runtime;
  const { records, flow } = await recordsOf(runtime, executionId);
  const { catalogue } = await runtime.machineInput(flow, records.execution);
  const restarted = restartRecords(records, flow, catalogue, now());
  const kept = new Set(restarted.taskRuns.map(({ id }) => id));
  for (const { id } of records.taskRuns) if (!kept.has(id)) changes.deleteTaskRun(executionId, id);
  await goOn(runtime, flow, restarted);
  return restarted.execution;
}

/** What a replay may change. */
export interface ReplayRequest {
  /** From this task run on; the whole flow where it is absent. */
  taskRunId?: string;
  /** As submitted; they take the place of the original's. */
  inputs?: Record<string, unknown>;
  /** Of the new execution; defaults to a new id. */
  executionId?: string;
}

/**
 * Makes a new execution that repeats another one (flow-language §7.11).
 *
 * @throws OperationRefused when there is no such task run. @throws InputsError for refused inputs.
 */
export async function replay(
  runtime: Runtime,
  executionId: string,
  request: ReplayRequest,
): Promise<Execution> {
  const { records, flow } = await recordsOf(runtime, executionId);
  const { catalogue } = await runtime.machineInput(flow, records.execution);
  const { inputs, taskRunId, executionId: newExecutionId } = request;
  const ids = newExecutionId === undefined ? [] : [newExecutionId];
  const resolved =
    inputs &&
    (await resolveInputs(flow.inputs, inputs, inputContext(runtime, flow, records.execution))).inputs;
  const replayed = replayRecords(records, flow, catalogue, {
    ...(taskRunId !== undefined && { taskRunId }),
    ...(resolved && { inputs: resolved }),
    date: now(),
    newId: () => ids.pop() ?? chance(newSeed()).id(),
  });
  const labels = mergeLabels(records.execution.labels, [{ key: 'system.replayed', value: 'true' }]);
  if (!runtime.active.has(executionId)) runtime.changes.execution({ ...records.execution, labels });
  if (replayed.taskRuns.length === 0) await runtime.launch(flow, replayed.execution);
  else await goOn(runtime, flow, replayed);
  return replayed.execution;
}

async function recordsOf(runtime: Runtime, executionId: string): Promise<{ records: Records; flow: Flow }> {
  const { backend } = runtime;
  const execution = await backend.execution(executionId);
  if (!execution) throw new OperationRefused(`No execution found for execution id ${executionId}`);
  const records = { execution, taskRuns: await backend.taskRuns(executionId) };
  return { records, flow: await flowOf(runtime, execution) };
}

/** Writes changed records, and drives the execution from there. */
async function goOn(runtime: Runtime, flow: Flow, { execution, taskRuns }: Records): Promise<void> {
  const { changes, admissions, active } = runtime;
  const rows = taskRuns.map((taskRun, sequence) => ({ taskRun, sequence }));
  changes.execution(execution);
  changes.lease(execution.id, runtime.holder, leaseTime);
  for (const { taskRun, sequence } of rows) changes.taskRun(taskRun, sequence);
  const begin = await resumeRecords(runtime, flow, execution, rows);
  await runtime.flushed();
  if (flow.concurrency) admissions.enter(active.get(execution.id)!, { type: 'recovered', sleeping: [] });
  else begin();
}

function now(): string {
  return isoInstant(performance.timeOrigin + performance.now());
}
