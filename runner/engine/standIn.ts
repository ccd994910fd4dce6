import type { SubflowRequest } from '../execution/events.ts';
import type { RunNode } from '../execution/model.ts';
import { messageOf } from '../execution/runs.ts';
import type { Execution } from '../execution/types.ts';
import { renderDeep, renderTypedDeep } from '../expression/index.ts';
import type { Task } from '../flow/types.ts';
import { jobRenderer } from '../worker/rendering.ts';
import type { JobResult, TaskJob, WorkerHost } from '../worker/types.ts';
import { taskHost, taskJob } from './job.ts';
import type { Active, Runtime } from './runtime.ts';
import { linkTo } from './subflow.ts';

/** An attempt that is about to begin. */
export interface Step {
  readonly execution: Execution;
  readonly task: Task;
  readonly taskRun: { id: string; value?: string };
  /** 1 for the first. */
  readonly attempt: number;
  /** What its expressions can read (flow-language §4.11). */
  readonly variables: Readonly<Record<string, unknown>>;
  /** It works in a directory that it shares with other tasks. */
  readonly inDirectory: boolean;
  /** Its work is another execution. */
  readonly isSubflow: boolean;
  /** The task's properties with this run's values. Rejects as rendering does. */
  rendered(): Promise<Record<string, unknown>>;
  /** Renders values with this run's variables and `extra`, in typed mode, those inside maps and lists too. */
  render(value: unknown, extra: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Writes to the execution's log. */
  say(message: string): void | Promise<void>;
}

/** What stands in for the work of an attempt: it may end as no worker can end it. */
export interface StepResult extends Pick<JobResult, 'outputs'> {
  state: JobResult['state'] | 'SKIPPED' | 'CANCELLED';
}

/** How an attempt ended, with a worker or without. */
export type AttemptEnd = Omit<JobResult, 'state'> & StepResult;

/**
 * Stands in for the tasks of one execution: fixtures of unit tests, stubs of previews, results that the playground re-uses.
 * It belongs to the process: an execution that another one takes up goes on without it.
 */
export interface StandIn {
  /** The end of an attempt, which no worker sees then; nothing where the task runs for real. */
  before(step: Step): Promise<StepResult | undefined> | StepResult | undefined;
  /** Told of an attempt that ran for real. */
  after?(step: Step, result: JobResult): Promise<void> | void;
}

interface Attempt {
  active: Active;
  job: TaskJob;
  host: WorkerHost;
  /** Called when the attempt begins without a worker. */
  onStart(): void | Promise<void>;
  run(): Promise<JobResult>;
}

/** Ends an attempt with what stands in for it, or runs it. A stand-in that fails fails the attempt. Never rejects. */
export async function attemptOrStandIn({ active, job, host, onStart, run }: Attempt): Promise<AttemptEnd> {
  const { standIn } = active;
  if (!standIn) return run();
  const step = stepOf(active, job, host, false);
  const failed = async (error: unknown): Promise<JobResult> => {
    await host.log('ERROR', [messageOf(error)]);
    return { state: 'FAILED' };
  };
  let given: StepResult | undefined;
  try {
    given = await standIn.before(step);
  } catch (error) {
    // An attempt has to begin before it can end.
    await onStart();
    return failed(error);
  }
  if (given) {
    await onStart();
    return given;
  }
  const result = await run();
  try {
    await standIn.after?.(step, result);
    return result;
  } catch (error) {
    return failed(error);
  }
}

/** Ends a run whose work is another execution with what stands in for it, or lets `start` make that execution. */
export function subflowOrStandIn(
  runtime: Runtime,
  active: Active,
  node: RunNode,
  { executionId, namespace, flowId }: SubflowRequest,
  start: () => void,
): void {
  const { standIn, model } = active;
  if (!standIn) return start();
  active.pending++;
  const host = taskHost(runtime, active, node, 1);
  const step = stepOf(active, taskJob(active, node, 1), host, true);
  const about = { taskRunId: node.run.id, executionId, link: linkTo(executionId, namespace, flowId) };
  const given = (async () => standIn.before(step))().catch(async (error: unknown): Promise<StepResult> => {
    await host.log('ERROR', [messageOf(error)]);
    return { state: 'FAILED' };
  });
  void given
    .then((result) => {
      if (!result) return start();
      const { state, outputs } = result;
      runtime.post(model.execution.id, { type: 'subflowCreated', ...about, state });
      runtime.post(model.execution.id, {
        type: 'subflowEnded',
        ...about,
        state,
        ...(outputs && { outputs }),
      });
      runtime.changes.dequeue(executionId);
    })
    .finally(() => active.pending--);
}

function stepOf({ model }: Active, job: TaskJob, host: WorkerHost, isSubflow: boolean): Step {
  return {
    execution: model.execution,
    task: job.task,
    taskRun: job.taskRun,
    attempt: job.attempt,
    variables: job.variables,
    inDirectory: job.workingDirectory !== undefined,
    isSubflow,
    rendered: () =>
      jobRenderer(job, host).with((variables, options) => renderDeep({ ...job.task }, variables, options), {
        workingDir: 'workingDir',
      }),
    render: (value, extra) =>
      jobRenderer(job, host).with((variables, options) => renderTypedDeep(value, variables, options), extra),
    say: (message) => host.log('INFO', [message]),
  };
}
