import { createHash } from 'node:crypto';
import type { QueueItem, Timer } from '../backend/types.ts';
import type { SubflowRequest, TimerPurpose } from '../execution/events.ts';
import { restoreModel, type TaskRunRow } from '../execution/restore.ts';
import { messageOf } from '../execution/runs.ts';
import { isTerminated } from '../execution/states.ts';
import type { Execution } from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';
import { asksForSlot } from './admissions.ts';
import { leaseTime } from './leases.ts';
import { restartFailed } from './restartSubflow.ts';
import type { Active, Runtime } from './runtime.ts';
import { linkTo, startSubflow } from './subflow.ts';
import { replayAt, replayTimerId, wakeAt, whenDue } from './wake.ts';

const hashes = new WeakMap<Flow, string>();

/** Executions whose leases are asked for at once: few enough that other processes get their turn to write. */
const batchSize = 100;

/** Flows by hash that were read already: executions of one flow share it. */
type KnownFlows = Map<string, Promise<Flow | undefined>>;

/** Names a flow by its content, so that executions keep the one they were started with. */
export function flowHash(flow: Flow): string {
  let hash = hashes.get(flow);
  if (!hash) {
    hash = createHash('sha256').update(JSON.stringify(flow)).digest('hex');
    hashes.set(flow, hash);
  }
  return hash;
}

/**
 * Takes up every execution that no live process drives: what was interrupted runs again, timers are set again, subflows
 * are found again (architecture, decision 4).
 *
 * @returns their ids. @throws BackendError where a lease could not be written; what has one goes on.
 */
export async function recoverAbandoned(runtime: Runtime): Promise<string[]> {
  const { backend, active, holder } = runtime;
  const taken: string[] = [];
  const begin: (() => void)[] = [];
  const flows: KnownFlows = new Map();

  const take = async (id: string): Promise<void> => {
    try {
      const started = await takeUp(runtime, id, flows);
      if (started) begin.push(started);
      taken.push(id);
    } catch (error) {
      // One that cannot go on keeps none of the others from going on.
      active.delete(id);
      await reportStuck(runtime, id, error);
    }
  };

  const abandoned = (await backend.abandoned()).filter((id) => !active.has(id));
  let failure: unknown;
  for (let at = 0; at < abandoned.length; at += batchSize) {
    const batch = abandoned.slice(at, at + batchSize);
    // Leases that are asked for at once share a transaction.
    const leases = await Promise.allSettled(batch.map((id) => backend.lease(id, holder, leaseTime)));
    for (const [index, lease] of leases.entries()) {
      const id = batch[index]!;
      if (lease.status === 'rejected') failure ??= lease.reason;
      else if (lease.value && !active.has(id)) await take(id);
    }
  }
  // Parents and children are all there before any of them goes on.
  for (const start of begin) start();
  // What was leased goes on; the others are found again at the next look.
  if (failure !== undefined) throw failure;
  return taken;
}

/** Says in the log of an execution why it cannot be taken up, and leaves it to another engine. */
async function reportStuck(runtime: Runtime, id: string, error: unknown): Promise<void> {
  const { backend, holder, logLevel } = runtime;
  const execution = await backend.execution(id);
  if (execution) {
    const { namespace, flowId } = execution;
    const message = `The execution cannot be taken up: ${messageOf(error)}`;
    await runtime.log({ executionId: id, namespace, flowId }, 'ERROR', [message], logLevel);
  }
  await backend.release(id, holder);
}

/** Makes the model of a stored execution; the result lets it go on. */
export async function takeUp(
  runtime: Runtime,
  id: string,
  flows?: KnownFlows,
): Promise<(() => void) | undefined> {
  const { backend } = runtime;
  const execution = await backend.execution(id);
  if (!execution) return undefined;
  const flow = await flowOf(runtime, execution, flows);
  const { queue, timers } = await backend.pending(id);
  const replayTimer = timers.find((timer) => timer.id === replayTimerId(id));
  if (replayTimer) return () => replayAt(runtime, flow, execution, replayTimer.due);
  return resume(runtime, flow, execution, await backend.taskRunRows(id), timers, queue);
}

/**
 * The flow that an execution runs, as it was when the execution was made.
 *
 * @throws Error where it is not stored.
 */
export async function flowOf(
  runtime: Runtime,
  { id, flowHash: hash }: Execution,
  known: KnownFlows = new Map(),
): Promise<Flow> {
  const read = (key: string) => {
    const flow = known.get(key) ?? runtime.backend.flow(key);
    known.set(key, flow);
    return flow;
  };
  const flow = runtime.active.get(id)?.model.flow ?? (hash === undefined ? undefined : await read(hash));
  if (!flow) throw new Error(`The flow of execution ${id} is not stored; the execution cannot go on`);
  return flow;
}

/**
 * Lets an execution go on from its records.
 *
 * @param timers that are still set. @param queue what was asked for and not done.
 */
export async function resume(
  runtime: Runtime,
  flow: Flow,
  execution: Execution,
  rows: readonly TaskRunRow[],
  timers: readonly Timer[] = [],
  queue: readonly QueueItem[] = [],
): Promise<() => void> {
  const input = await runtime.machineInput(flow, execution);
  const active: Active = {
    model: restoreModel(input, rows),
    running: new Map(),
    pending: 0,
    waiters: [],
    directories: new Map(),
    subflows: new Map(
      queue.filter(({ kind }) => kind === 'subflow').map((item) => [item.id, item.payload as SubflowRequest]),
    ),
  };
  runtime.active.set(execution.id, active);
  const purposes = timers.map(({ payload, due }) => ({ timer: payload as TimerPurpose, due }));
  return () => {
    for (const { timer, due } of purposes) wakeAt(runtime, execution.id, timer, due);
    const sleeping = purposes
      .filter(({ timer }) => timer.kind === 'sleep')
      .map(({ timer }) => timer.taskRunId);
    const begin = { type: 'recovered' as const, sleeping };
    whenDue(runtime, execution, () => {
      if (flow.concurrency && asksForSlot(execution)) runtime.admissions.enter(active, begin);
      else runtime.post(execution.id, begin);
    });
  };
}

/** What became of a subflow whose parent was not driven for a while. */
export async function checkSubflow(
  runtime: Runtime,
  parent: Active,
  taskRunId: string,
  executionId: string,
): Promise<void> {
  const { backend } = runtime;
  if (runtime.active.has(executionId)) return;
  const child = await backend.execution(executionId);
  const request = parent.subflows?.get(executionId);
  if (!child && request) return startSubflow(runtime, parent, taskRunId, request);
  const node = parent.model.nodes.get(taskRunId);
  if (!child || !node) {
    const message = `The execution ${executionId} that this task made is not there any more`;
    runtime.post(parent.model.execution.id, { type: 'subflowRefused', taskRunId, executionId, message });
    return;
  }
  const current = await restartFailed(runtime, node, child);
  if (!isTerminated(current.state.current)) return;
  runtime.post(parent.model.execution.id, {
    type: 'subflowEnded',
    taskRunId,
    executionId,
    link: linkTo(executionId, child.namespace, child.flowId),
    state: current.state.current,
    ...(current.outputs && { outputs: current.outputs }),
  });
}
