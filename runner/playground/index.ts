import type { Backend } from '../backend/types.ts';
import type { Step } from '../engine/standIn.ts';
import type { Engine } from '../engine/types.ts';
import type { Breakpoint, Execution } from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';
import { dropOldRuns, recentRuns } from './recent.ts';
import { reuseSteps } from './steps.ts';
import { assertTask, upTo } from './upTo.ts';

export { dropOldRuns, keptRuns, recentRuns } from './recent.ts';
export { PlaygroundRefused } from './upTo.ts';

/** A wish to run a part of a flow with what is known of the rest. */
export interface PlaygroundRequest {
  engine: Engine;
  backend: Backend;
  flow: Flow;
  /** Commit that the flow was read from. */
  commit?: string;
  /** The task, or its run for one value of a loop. */
  task: Breakpoint;
  /**
   * `task` (default): runs it, with what is known of the tasks before it. `to`: the flow as far as it, where the task too may
   * be known. `from`: it and everything after it.
   */
  extent?: 'task' | 'to' | 'from';
  /** As submitted. What is required and neither given nor has a default is as in the last run. */
  inputs?: Readonly<Record<string, unknown>>;
  /** Nothing is re-used. */
  fresh?: boolean;
  /** The same id, the same execution. */
  executionId?: string;
  /** Told of each run that is re-used. */
  reused?(run: Breakpoint): void;
}

/**
 * Begins an execution of kind PLAYGROUND (surfaces §3): a flow task by task, re-using the results of tasks that would do the
 * same again. The last ten are kept for each flow, apart from the history.
 *
 * @throws PlaygroundRefused where the flow has no such task. @throws InputsError for refused inputs.
 */
export async function play(request: PlaygroundRequest): Promise<Execution> {
  const { engine, backend, flow, task, extent = 'task', fresh = false, inputs = {}, executionId } = request;
  assertTask(flow, task.id);
  const part = extent === 'from' ? flow : upTo(flow, task.id);
  const earlier = await recentRuns(backend, flow);
  const execution = await engine.start({
    flow: part,
    kind: 'PLAYGROUND',
    inputs: { ...lastInputs(flow, earlier[0]), ...inputs },
    standIn: reuseSteps({
      backend,
      earlier,
      mayReuse: fresh ? () => false : reusable(task, extent),
      ...(request.reused && { reused: request.reused }),
    }),
    ...(request.commit !== undefined && { commit: request.commit }),
    ...(executionId !== undefined && { executionId }),
  });
  await dropOldRuns(engine, backend, flow);
  return execution;
}

/** The task itself runs, and after it what comes after it. */
function reusable({ id, value }: Breakpoint, extent: 'task' | 'to' | 'from'): (step: Step) => boolean {
  let isReached = false;
  return ({ task, taskRun }) => {
    if (extent === 'to') return true;
    const isMeant = task.id === id && (value === undefined || value === taskRun.value);
    if (extent === 'task') return !isMeant;
    isReached ||= isMeant;
    return !isReached;
  };
}

/** Values of the last run for inputs that need one; files and secrets belong to their execution. */
function lastInputs(flow: Flow, last: Execution | undefined): Record<string, unknown> {
  const needed = flow.inputs.filter(
    ({ type, required, defaults }) =>
      required !== false && defaults === undefined && type !== 'FILE' && type !== 'SECRET',
  );
  return Object.fromEntries(
    needed.flatMap(({ id }) => (last?.inputs?.[id] === undefined ? [] : [[id, last.inputs[id]]])),
  );
}
