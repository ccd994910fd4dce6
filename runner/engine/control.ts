import { resolveInputs } from '../execution/inputs/index.ts';
import { endableRun } from '../execution/operations/changeState.ts';
import { OperationRefused } from '../execution/operations/records.ts';
import { isTerminated } from '../execution/states.ts';
import type { Breakpoint, Execution, Label, StateName } from '../execution/types.ts';
import { walkTasks } from '../flow/nested.ts';
import type { Flow, Input, Task } from '../flow/types.ts';
import { leaseTime } from './leases.ts';
import { restartHere } from './operations.ts';
import { inputContext } from './prepare.ts';
import { flowOf, takeUp } from './recover.ts';
import type { Posted, Runtime } from './runtime.ts';

/** What can be asked of an execution that has not ended (flow-language §7.8, §7.9, §7.12). */
export type Control =
  /**
   * `cascade: false` leaves the executions that it made alone. `after`: of one that has its final state, for what still runs;
   * set by `control`.
   */
  | { type: 'kill'; cascade?: false; after?: true }
  | { type: 'pause' }
  /** `inputs` as submitted, for the `onResume` of the paused task. */
  /** `madeByFlow`: as of a `StartRequest`. */
  | { type: 'resume'; inputs?: Record<string, unknown>; by?: string; madeByFlow?: true }
  /** `breakpoints` take the place of those it has. */
  | { type: 'resumeFromBreakpoint'; breakpoints?: readonly Breakpoint[] }
  /** It begins without a slot of its flow, and before its time. */
  | { type: 'forceRun' }
  /** It waits no more for a slot: it begins without one, or ends. */
  | { type: 'unqueue'; state?: Extract<StateName, 'RUNNING' | 'CANCELLED' | 'FAILED'> }
  /** Ends a pause in this state. */
  | { type: 'changeState'; taskRunId: string; state: StateName }
  /** Of a PAUSED execution: it goes on from what is paused or failed (flow-language §7.10). */
  | { type: 'restart'; breakpoints?: readonly Breakpoint[] }
  /** Adds labels of the system. */
  | { type: 'label'; labels: readonly Label[] };

/**
 * Asks something of an execution, whichever process drives it; one that no process drives is taken up by this engine.
 *
 * @throws OperationRefused when its state does not allow it. @throws InputsError for refused inputs of a resume.
 */
export async function control(runtime: Runtime, executionId: string, asked: Control): Promise<void> {
  const { backend, active, holder } = runtime;
  const execution = active.get(executionId)?.model.execution ?? (await backend.execution(executionId));
  if (!execution) throw new OperationRefused(`No execution found for execution id ${executionId}`);
  if (asked.type === 'kill' && isTerminated(execution.state.current))
    return killEnded(runtime, execution, asked);
  checkControl(execution, asked);
  const prepared = await prepare(runtime, execution, asked);
  if (active.has(executionId)) await apply(runtime, executionId, prepared);
  else if (!(await backend.lease(executionId, holder, leaseTime)))
    await backend.signal({ executionId, payload: prepared });
  else {
    const begin = await takeUp(runtime, executionId);
    begin?.();
    await apply(runtime, executionId, prepared);
  }
  if (asked.type === 'kill' && asked.cascade !== false) await killBelow(runtime, executionId);
}

/** Does what this or another process asked for; inputs are resolved already. */
export async function apply(runtime: Runtime, executionId: string, asked: Control): Promise<void> {
  const post = (event: Posted) => void runtime.post(executionId, event);
  switch (asked.type) {
    case 'kill':
      if (asked.after) return post({ type: 'killed', after: true });
      if (asked.cascade === false) return post({ type: 'killed', cascade: false });
      return runtime.kill(executionId);
    case 'pause':
      return post({ type: 'paused' });
    case 'resume':
      return post({ type: 'resumed', ...pausedRun(runtime, executionId), ...about(asked) });
    case 'resumeFromBreakpoint':
      return post({ type: 'resumedFromBreakpoint', breakpoints: asked.breakpoints ?? [] });
    case 'forceRun':
      return forceRun(runtime, executionId);
    case 'unqueue':
      if (asked.state === 'CANCELLED' || asked.state === 'FAILED')
        return post({ type: 'unqueued', state: asked.state });
      return forceRun(runtime, executionId);
    case 'changeState':
      return post({ type: 'resumed', taskRunId: asked.taskRunId, to: pauseEnds[asked.state] ?? 'RUNNING' });
    case 'label':
      return post({ type: 'labelled', labels: asked.labels });
    case 'restart':
      await restartHere(runtime, executionId, asked);
  }
}

/** What a resume tells of itself. */
function about({ inputs, by }: Extract<Control, { type: 'resume' }>): {
  inputs?: Record<string, unknown>;
  by?: string;
} {
  return { ...(inputs && { inputs }), ...(by !== undefined && { by }) };
}

const pauseEnds: Partial<Record<StateName, 'WARNING' | 'FAILED' | 'CANCELLED'>> = {
  WARNING: 'WARNING',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
};

/** The first pause of an execution. A loop that waits is PAUSED too, but nobody resumes it. */
function pausedRun(runtime: Runtime, executionId: string): { taskRunId?: string } {
  const paused = [...(runtime.active.get(executionId)?.model.paused ?? [])];
  const found = paused.find(({ task }) => isPause(runtime, task));
  return found ? { taskRunId: found.run.id } : {};
}

function isPause({ registry }: Runtime, task: Task | undefined): boolean {
  return task !== undefined && registry.resolve(task.type) === 'io.kestra.plugin.core.flow.Pause';
}

/** Lets an execution begin that waits for its time or its slot, and a paused one go on; others do already. */
async function forceRun(runtime: Runtime, executionId: string): Promise<void> {
  const active = runtime.active.get(executionId);
  if (!active) return;
  const { current } = active.model.execution.state;
  if (current === 'PAUSED') return apply(runtime, executionId, { type: 'resume' });
  runtime.timers.hurry(`${executionId}/due`);
  await runtime.admissions.force(active);
}

/** Whether the state of an execution allows what is asked of it; a kill is always allowed. @throws OperationRefused */
export function checkControl(execution: Execution, asked: Control): void {
  const { id, state, breakpoints } = execution;
  const { current } = state;
  const refuse = (message: string) => {
    throw new OperationRefused(message);
  };
  switch (asked.type) {
    case 'pause':
      return current === 'RUNNING' ? undefined : refuse('The execution is not running');
    case 'resume':
      return current === 'PAUSED'
        ? undefined
        : refuse(`Execution ${id} is not paused, can't resume it: it is ${current}`);
    case 'resumeFromBreakpoint':
      if (current !== 'BREAKPOINT') return refuse('Execution is not suspended');
      return breakpoints?.length ? undefined : refuse('Execution has no breakpoint');
    case 'forceRun':
      return isTerminated(current) ? refuse('Only non terminated executions can be forced run.') : undefined;
    case 'unqueue':
      return current === 'QUEUED'
        ? undefined
        : refuse(`Only queued executions can be unqueued, current state is '${current}' !`);
  }
}

/** What has to be known before the process that drives the execution is told. */
async function prepare(runtime: Runtime, execution: Execution, asked: Control): Promise<Control> {
  if (asked.type === 'changeState') return checkChange(runtime, execution, asked);
  return asked.type === 'resume' ? withResolvedInputs(runtime, execution, asked) : asked;
}

/** Of an execution that runs, only a pause can be given another end: workers report what they did themselves. */
async function checkChange(
  runtime: Runtime,
  execution: Execution,
  asked: Extract<Control, { type: 'changeState' }>,
): Promise<Control> {
  const { tasks, runs } = await look(runtime, execution);
  const run = endableRun(runs, asked.taskRunId, asked.state);
  if (run.state.current !== 'PAUSED' || !isPause(runtime, tasks.get(run.taskId)) || asked.state === 'KILLED')
    throw new OperationRefused(
      `Execution must be terminated to change the state of this task run to ${asked.state}, current state is '${execution.state.current}' !`,
    );
  return asked;
}

async function withResolvedInputs(
  runtime: Runtime,
  execution: Execution,
  asked: Extract<Control, { type: 'resume' }>,
): Promise<Control> {
  const { flow, tasks, runs } = await look(runtime, execution);
  const paused = runs.find(
    ({ state, taskId }) => state.current === 'PAUSED' && isPause(runtime, tasks.get(taskId)),
  );
  const declared = paused && (tasks.get(paused.taskId)?.['onResume'] as Input[] | undefined);
  if (!declared) return { type: 'resume', ...(asked.by !== undefined && { by: asked.by }) };
  const { inputs } = await resolveInputs(
    declared,
    asked.inputs ?? {},
    inputContext(runtime, flow, execution, asked.madeByFlow),
  );
  return { ...asked, inputs };
}

async function look(runtime: Runtime, execution: Execution) {
  const flow: Flow = await flowOf(runtime, execution);
  const runs = await runtime.backend.taskRuns(execution.id);
  return { flow, runs, tasks: new Map([...walkTasks(flow)].map(({ task }) => [task.id, task])) };
}

/**
 * An execution has its final state; what runs after that, and the executions that it made, may not have ended (flow-language
 * §7.8).
 */
async function killEnded(
  runtime: Runtime,
  { id, state }: Execution,
  { cascade }: Extract<Control, { type: 'kill' }>,
): Promise<void> {
  const stopped = await killAfter(runtime, id);
  const killed = cascade === false ? 0 : await killBelow(runtime, id);
  if (!stopped && killed === 0)
    throw new OperationRefused(`Execution ${id} has already ended: it is ${state.current}`);
}

/** Ends what still runs after the end of an execution, whichever process drives it; gives whether one does. */
async function killAfter(runtime: Runtime, executionId: string): Promise<boolean> {
  const { active, backend, holder } = runtime;
  const asked: Control = { type: 'kill', after: true };
  if (active.has(executionId)) await apply(runtime, executionId, asked);
  else if (await backend.lease(executionId, holder, leaseTime)) {
    await backend.release(executionId, holder);
    return false;
  } else await backend.signal({ executionId, payload: asked });
  return true;
}

const unfinished: StateName[] = [
  'CREATED',
  'RUNNING',
  'PAUSED',
  'RESTARTED',
  'QUEUED',
  'RETRYING',
  'BREAKPOINT',
];

/** Kills what an execution made, whichever process drives it; gives how many. */
async function killBelow(runtime: Runtime, executionId: string): Promise<number> {
  const made = await runtime.backend.executions({
    triggeredBy: executionId,
    states: unfinished,
    limit: 1_000_000,
  });
  // One may end at this moment.
  for (const { id } of made) await control(runtime, id, { type: 'kill' }).catch(ignoreRefusal);
  return made.length;
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof OperationRefused)) throw error;
}
