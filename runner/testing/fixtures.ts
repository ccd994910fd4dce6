import type { StandIn, StepResult } from '../engine/standIn.ts';
import { messageOf } from '../execution/runs.ts';
import type { TaskFixture } from './types.ts';

/** What went wrong with a fixture while its task would have run. */
export interface FixtureFault {
  /** Its position in `fixtures.tasks`. */
  index: number;
  message: string;
}

/** What the fixtures of a case need. */
interface FixtureOptions {
  /** The variable `files`: URIs by name. */
  files: Readonly<Record<string, string>>;
  /** Told of outputs that cannot be rendered; the task fails then. */
  failed(fault: FixtureFault): void;
}

/** The fixture for a run of a task: one with its very value, else one without (surfaces §1.1). */
export function fixtureFor(
  fixtures: readonly TaskFixture[],
  taskId: string,
  value: string | undefined,
): number | undefined {
  const exact = fixtures.findIndex(
    (one) => one.id === taskId && one.value !== undefined && one.value === value,
  );
  if (exact !== -1) return exact;
  const general = fixtures.findIndex((one) => one.id === taskId && one.value === undefined);
  return general === -1 ? undefined : general;
}

/**
 * Ends runs of tasks that have a fixture with its state, and its outputs rendered at that moment (surfaces §1.3). Other tasks run
 * for real.
 */
export function fixtureStandIn(fixtures: readonly TaskFixture[], { files, failed }: FixtureOptions): StandIn {
  return {
    async before({ task, taskRun, isSubflow, render }) {
      const index = fixtureFor(fixtures, task.id, taskRun.value);
      if (index === undefined) return undefined;
      const { state, outputs = {} } = fixtures[index]!;
      try {
        const rendered = (await render(outputs, { files })) as Record<string, unknown>;
        // A Subflow task wraps the outputs of its execution itself.
        const own = isSubflow ? (rendered['outputs'] ?? {}) : rendered;
        return { state: state as StepResult['state'], outputs: own as Record<string, unknown> };
      } catch (error) {
        const message = `the outputs of the fixture for the task '${task.id}' cannot be rendered: ${messageOf(error)}`;
        failed({ index, message });
        throw error;
      }
    },
  };
}
