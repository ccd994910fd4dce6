import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Execution, TaskRun } from '../../runner/execution/types.ts';
import { fleet, silent } from './fleet.ts';

/** An execution with its task runs. */
export interface Ended {
  execution: Execution;
  taskRuns: readonly TaskRun[];
}

/**
 * Compares what the state says of executions of the fleet with the lines that their task runs left in `folder`: each ended as
 * it must, each finished attempt left exactly one line, each interrupted one at most one, and nothing else left any.
 */
export function expectBooked(all: readonly Ended[], folder: string): void {
  const lines = linesOf(folder);
  for (const { execution, taskRuns } of all) {
    const { id, flowId, state } = execution;
    const member = fleet.find((one) => one.id === flowId)!;
    expect(`${id} ${flowId} ${state.current}`).toBe(`${id} ${flowId} ${member.state}`);
    if (member.taskRuns.length > 0) expect(taskRuns.map(named).sort(), id).toEqual(member.taskRuns);
    for (const run of taskRuns.filter(({ taskId }) => !silent.has(taskId))) {
      const name = `${id}.${run.id}`;
      const attempts = run.attempts ?? [];
      const interrupted = attempts.filter((attempt) => attempt.state.current === 'KILLED').length;
      const left = lines.get(name) ?? 0;
      lines.delete(name);
      expect(left, `${flowId} ${name}`).toBeGreaterThanOrEqual(attempts.length - interrupted);
      expect(left, `${flowId} ${name}`).toBeLessThanOrEqual(attempts.length);
    }
  }
  lines.delete('shared');
  // The folder of an interrupted WorkingDirectory is lost: all that it held runs again, as new task runs.
  const begunAnew = new Set(
    all.filter(({ execution }) => execution.flowId === 'scripts').map(({ execution }) => execution.id),
  );
  const unknown = [...lines.keys()].filter((name) => !begunAnew.has(name.split('.')[0]!));
  expect(unknown, 'lines of task runs that nobody knows').toEqual([]);
}

/** How many task runs were interrupted at least once. */
export function interruptedIn(all: readonly Ended[]): number {
  return all.flatMap(({ taskRuns }) =>
    taskRuns.filter(
      ({ attempts = [], state }) =>
        state.current !== 'KILLED' && attempts.some((attempt) => attempt.state.current === 'KILLED'),
    ),
  ).length;
}

function named({ taskId, value, state }: TaskRun): string {
  return `${taskId}${value === undefined ? '' : `[${value}]`} ${state.current}`;
}

function linesOf(folder: string): Map<string, number> {
  return new Map(
    readdirSync(folder).map((name) => [
      name,
      readFileSync(join(folder, name), 'utf8').trim().split('\n').length,
    ]),
  );
}
