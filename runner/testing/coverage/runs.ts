import type { TaskRun } from '../../execution/types.ts';
import { isMapping, listOf } from '../../flow/values.ts';
import { fixtureFor } from '../fixtures.ts';
import type { CaseReport, TaskFixture } from '../types.ts';

/** What a case shows of its flow. */
export interface Evidence {
  runs: TaskRun[];
  /** Ids of inputs that the case gives a value. */
  given: ReadonlySet<string>;
  /** Id of the trigger of its fixture. */
  trigger: string | undefined;
  isMocked(run: TaskRun): boolean;
}

/** How often something was reached, and how often of these by a task that did not really run. */
export interface Reached {
  hits: number;
  mocked: number;
}

/** What an ended case shows; nothing where no execution was made. */
export function evidenceOf({ execution, result: { fixtures } }: CaseReport): Evidence[] {
  if (!execution) return [];
  const { inputs, tasks, trigger } = fixtures;
  return [
    {
      runs: execution.taskRunList,
      given: new Set(isMapping(inputs) ? Object.keys(inputs) : []),
      trigger: isMapping(trigger) ? String(trigger['id']) : undefined,
      isMocked: ({ taskId, value }) =>
        fixtureFor(listOf(tasks) as TaskFixture[], taskId, value) !== undefined,
    },
  ];
}

/** Counts the runs of a task for which a condition holds. */
export function countRuns(
  evidence: readonly Evidence[],
  taskId: string,
  holds: (run: TaskRun, all: readonly TaskRun[]) => boolean,
): Reached {
  const reached = { hits: 0, mocked: 0 };
  for (const { runs, isMocked } of evidence)
    for (const run of runs) {
      if (run.taskId !== taskId || !holds(run, runs)) continue;
      reached.hits += 1;
      if (isMocked(run)) reached.mocked += 1;
    }
  return reached;
}

/** Whether a task run did more than wait: one that was skipped, or killed before its turn, did not run. */
export function hasRun({ state: { current, histories } }: TaskRun): boolean {
  if (current === 'SKIPPED' || current === 'CREATED') return false;
  return current !== 'KILLED' || histories.some(({ state }) => state === 'RUNNING');
}

/**
 * How many values a loop went over: batches and rounds where the loop, or the child that makes the batches, counts them; else the
 * runs of the child that ran most.
 */
export function valuesOf(loop: TaskRun, all: readonly TaskRun[]): number {
  const children = all.filter(({ parentTaskRunId }) => parentTaskRunId === loop.id);
  for (const { outputs } of [loop, ...children]) {
    const count = outputs?.['numberOfBatches'] ?? outputs?.['iterationCount'];
    if (typeof count === 'number') return count;
  }
  const runs = Map.groupBy(children, ({ taskId }) => taskId);
  return Math.max(0, ...[...runs.values()].map((own) => own.length));
}
