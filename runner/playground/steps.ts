import { executionFolder } from '../backend/storageUri.ts';
import type { Backend } from '../backend/types.ts';
import type { StandIn, Step, StepResult } from '../engine/standIn.ts';
import type { Breakpoint, Execution } from '../execution/types.ts';
import { stepKey } from './stepKey.ts';

interface StepOptions {
  backend: Backend;
  /** Runs whose results may be re-used, newest first. */
  earlier: readonly Execution[];
  /** Whether a run may be re-used at all. */
  mayReuse(step: Step): boolean;
  /** Told of a run that was re-used. */
  reused?(run: Breakpoint): void;
}

/** A result that is kept in the folder of the execution that has it, and goes with it. */
interface Kept extends StepResult {
  /** The execution that the task really ran in: files that the outputs name are its. */
  origin: string;
}

/** Re-uses results of earlier runs where a task would do the same again, and keeps those of this one (surfaces §3.3). */
export function reuseSteps({ backend, earlier, mayReuse, reused }: StepOptions): StandIn {
  const { files } = backend;
  const known = new Map<string, (string | undefined)[]>();
  const learn = ({ task }: Step, key: string | undefined) =>
    void known.set(task.id, [...(known.get(task.id) ?? []), key]);
  const upstream = (taskId: string) => {
    const keys = known.get(taskId);
    return keys?.every((key) => key !== undefined) ? (keys as string[]) : undefined;
  };

  const keep = (execution: Execution, key: string, kept: Kept) =>
    files.put(entryOf(execution, key), Buffer.from(JSON.stringify(kept)));

  const find = async (key: string): Promise<Kept | undefined> => {
    for (const execution of earlier) {
      const path = entryOf(execution, key);
      if ((await files.size(path)) === undefined) continue;
      const text = Buffer.from(await files.get(path)).toString('utf8');
      const kept = JSON.parse(text) as Kept;
      if (!text.includes('kestra:///') || (await backend.execution(kept.origin))) return kept;
    }
    return undefined;
  };

  return {
    async before(step) {
      const { execution, task, taskRun } = step;
      // The work of another execution is not looked into.
      if (step.isSubflow || !mayReuse(step)) return undefined;
      const key = stepKey(step, upstream);
      const kept = key === undefined ? undefined : await find(key);
      if (key === undefined || !kept) return undefined;
      learn(step, key);
      await keep(execution, key, kept);
      await step.say(
        `Re-used what task '${task.id}' gave in execution ${kept.origin}: nothing that it reads has changed`,
      );
      reused?.({ id: task.id, ...(taskRun.value !== undefined && { value: taskRun.value }) });
      const { state, outputs } = kept;
      return { state, ...(outputs && { outputs }) };
    },
    async after(step, { state, outputs, sleep }) {
      const isResult = sleep === undefined && (state === 'SUCCESS' || state === 'WARNING');
      const key = isResult ? stepKey(step, upstream) : undefined;
      learn(step, key);
      if (key !== undefined)
        await keep(step.execution, key, { origin: step.execution.id, state, ...(outputs && { outputs }) });
    },
  };
}

function entryOf(execution: Execution, key: string): string {
  return `${executionFolder(execution)}/playground/${key}.json`;
}
