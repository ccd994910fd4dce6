import { chance, newSeed } from '../execution/ids.ts';
import { resolveInputs } from '../execution/inputs/index.ts';
import { mergeLabels } from '../execution/labels.ts';
import { changeState as changeStateRecords } from '../execution/operations/changeState.ts';
import type { Records } from '../execution/operations/records.ts';
import { replay as replayRecords } from '../execution/operations/replay.ts';
import { restartAsNew, restart as restartRecords } from '../execution/operations/restart.ts';
import { isTerminated } from '../execution/states.ts';
import type { Breakpoint, Execution, StateName } from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';
import { control } from './control.ts';
import { removeDirectories } from './directory/index.ts';
import { executionOf, holdEnded, now, rewrite } from './ended.ts';
import { leaseTime } from './leases.ts';
import { inputContext } from './prepare.ts';
import { flowHash, flowOf, resume as resumeRecords } from './recover.ts';
import type { Active, Runtime } from './runtime.ts';
import { withTemplates } from './templates.ts';

/** What a restart may change. */
export interface RestartRequest {
  /** Another revision of the flow: a new execution goes on where the old one failed, which stays as it is. */
  flow?: Flow;
  /** The commit of that revision; by default that of the execution. */
  commit?: string;
  /** Where the execution stops; as before where they are absent. */
  breakpoints?: readonly Breakpoint[];
  /** Of the new execution, where there is one; defaults to a new id. */
  executionId?: string;
}

/**
 * Lets an ended or paused execution go on from its failed or paused task runs (flow-language §7.10).
 *
 * @returns the execution that goes on; as it is stored where another process drives it, which was told.
 * @throws OperationRefused when it has not ended, or nothing of it failed.
 */
export async function restart(
  runtime: Runtime,
  executionId: string,
  request: RestartRequest = {},
): Promise<Execution> {
  const { flow, breakpoints } = request;
  if (flow) return restartOn(runtime, executionId, flow, request);
  const execution = await executionOf(runtime, executionId);
  if (execution.state.current !== 'PAUSED') return restartHere(runtime, executionId, request);
  await control(runtime, executionId, { type: 'restart', ...(breakpoints && { breakpoints }) });
  return runtime.active.get(executionId)?.model.execution ?? execution;
}

/** Restarts an execution that has ended, or that this process drives. */
export async function restartHere(
  runtime: Runtime,
  executionId: string,
  { breakpoints }: Pick<RestartRequest, 'breakpoints'>,
): Promise<Execution> {
  const { records, flow } = await recordsOf(runtime, executionId);
  const { catalogue } = await runtime.machineInput(flow, records.execution);
  const options = { date: now(runtime), ...(breakpoints && { breakpoints }) };
  return replace(runtime, flow, records, restartRecords(records, flow, catalogue, options));
}

async function restartOn(
  runtime: Runtime,
  executionId: string,
  flow: Flow,
  { breakpoints, commit, executionId: newExecutionId }: RestartRequest,
): Promise<Execution> {
  const { records } = await recordsOf(runtime, executionId);
  const { catalogue } = await runtime.machineInput(flow, records.execution);
  const restarted = restartAsNew(records, flow, catalogue, {
    date: now(runtime),
    newId: idsFrom(newExecutionId),
    ...(breakpoints && { breakpoints }),
  });
  if (commit !== undefined) restarted.execution.commit = commit;
  await goOn(runtime, flow, restarted);
  return restarted.execution;
}

/** What a replay may change. */
export interface ReplayRequest {
  /** From this task run on; the whole flow where it is absent. */
  taskRunId?: string;
  /** As submitted; they take the place of the original's. */
  inputs?: Record<string, unknown>;
  /** Another revision of the flow. */
  flow?: Flow;
  /** The commit of that revision; by default that of the original. */
  commit?: string;
  /** Where the new execution stops. */
  breakpoints?: readonly Breakpoint[];
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
  const { records, flow: ownFlow } = await recordsOf(runtime, executionId);
  const { inputs, taskRunId, breakpoints, commit, flow = ownFlow } = request;
  const { catalogue } = await runtime.machineInput(flow, records.execution);
  const newId = idsFrom(request.executionId);
  const id = newId();
  // Files of inputs belong to the new execution.
  const context = inputContext(runtime, flow, { ...records.execution, id, ...(commit && { commit }) });
  const resolved = inputs && (await resolveInputs(flow.inputs, inputs, context)).inputs;
  const replayed = replayRecords(records, flow, catalogue, {
    ...(taskRunId !== undefined && { taskRunId }),
    ...(resolved && { inputs: resolved }),
    ...(breakpoints && { breakpoints }),
    date: now(runtime),
    newId: idsFrom(id),
  });
  if (commit !== undefined) replayed.execution.commit = commit;
  await markReplayed(runtime, records.execution);
  if (replayed.taskRuns.length === 0) await runtime.launch(flow, replayed.execution);
  else await goOn(runtime, flow, replayed);
  return replayed.execution;
}

/**
 * Gives a task run another end; the execution goes on from there (flow-language §7.12).
 *
 * @throws OperationRefused when the execution has not ended (but for a pause), there is no such task run, or the state is
 * none to end in.
 */
export async function changeState(
  runtime: Runtime,
  executionId: string,
  change: { taskRunId: string; state: StateName },
): Promise<Execution> {
  const execution = await executionOf(runtime, executionId);
  if (!isTerminated(execution.state.current)) {
    await control(runtime, executionId, { type: 'changeState', ...change });
    return execution;
  }
  const { records, flow } = await recordsOf(runtime, executionId);
  const { catalogue } = await runtime.machineInput(flow, records.execution);
  const changed = changeStateRecords(records, flow, catalogue, { ...change, date: now(runtime) });
  return replace(runtime, flow, records, changed);
}

/** The records as they are now: in this process, where it drives the execution, or stored. */
async function recordsOf(runtime: Runtime, executionId: string): Promise<{ records: Records; flow: Flow }> {
  const execution = await executionOf(runtime, executionId);
  const flow = await flowOf(runtime, execution);
  const nodes = runtime.active.get(executionId)?.model.nodes;
  const taskRuns = nodes
    ? [...nodes.values()].map(({ run }) => run)
    : await runtime.backend.taskRuns(executionId);
  return { records: structuredClone({ execution, taskRuns }), flow };
}

/**
 * Puts changed records in the place of those of the same execution, and drives it from there.
 *
 * @throws OperationRefused while another process runs what is left of it.
 */
async function replace(runtime: Runtime, flow: Flow, old: Records, changed: Records): Promise<Execution> {
  const { changes, active } = runtime;
  const { id } = changed.execution;
  const driven = active.get(id);
  if (driven) await letGo(runtime, driven);
  else await holdEnded(runtime, id);
  const kept = new Set(changed.taskRuns.map((run) => run.id));
  for (const run of old.taskRuns) if (!kept.has(run.id)) changes.deleteTaskRun(id, run.id);
  await goOn(runtime, flow, changed, driven?.waiters);
  return changed.execution;
}

/** This process stops what it does for an execution: workers, timers, and what is asked for. */
async function letGo(runtime: Runtime, driven: Active): Promise<void> {
  const { model, running } = driven;
  const { active, backend, changes, timers } = runtime;
  const { id } = model.execution;
  active.delete(id);
  for (const controller of running.values()) controller.abort('kill');
  removeDirectories(runtime, driven);
  await runtime.flushed();
  const pending = await backend.pending(id);
  for (const timer of pending.timers) {
    timers.cancel(timer.id);
    changes.cancelTimer(timer.id);
  }
  for (const item of pending.queue) changes.dequeue(item.id);
}

/** The original of a replay tells that it is one (flow-language §7.11). */
async function markReplayed(runtime: Runtime, execution: Execution): Promise<void> {
  const labels = [{ key: 'system.replayed', value: 'true' }];
  const isDriven = runtime.active.has(execution.id) || !isTerminated(execution.state.current);
  if (isDriven) return control(runtime, execution.id, { type: 'label', labels });
  await rewrite(runtime, { ...execution, labels: mergeLabels(execution.labels, labels) });
}

/** Writes changed records, and drives the execution from there; `waiters` wait for its end. */
async function goOn(
  runtime: Runtime,
  declared: Flow,
  { execution, taskRuns }: Records,
  waiters: Active['waiters'] = [],
): Promise<void> {
  const { changes } = runtime;
  const flow = await withTemplates(runtime, declared, execution.commit);
  const rows = taskRuns.map((taskRun, sequence) => ({ taskRun, sequence }));
  execution.flowHash = flowHash(flow);
  changes.flow(execution.flowHash, flow);
  changes.execution(execution);
  changes.lease(execution.id, runtime.holder, leaseTime);
  for (const { taskRun, sequence } of rows) changes.taskRun(taskRun, sequence);
  const begin = await resumeRecords(runtime, flow, execution, rows);
  runtime.active.get(execution.id)?.waiters.push(...waiters);
  await runtime.flushed();
  begin();
}

/** Gives new ids, this one first where it is given. */
function idsFrom(first: string | undefined): () => string {
  const given = first === undefined ? [] : [first];
  return () => given.pop() ?? chance(newSeed()).id();
}
