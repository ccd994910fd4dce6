import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeState } from '../../../../runner/execution/operations/changeState.ts';
import { type Records, viewOf } from '../../../../runner/execution/operations/records.ts';
import { replay } from '../../../../runner/execution/operations/replay.ts';
import { restart } from '../../../../runner/execution/operations/restart.ts';
import { isTerminated } from '../../../../runner/execution/states.ts';
import type { TaskRun } from '../../../../runner/execution/types.ts';
import type { Flow } from '../../../../runner/flow/types.ts';
import { scenario } from '../../../support/scenario.ts';
import { catalogue, simulate } from '../../../support/simulation.ts';
import { idsFrom, recordsOf } from './records.ts';

const date = '2026-01-02T00:00:00.000000Z';

/** Lets an execution go on, with workers that succeed: it ends, and nothing of it was made twice. */
function expectGoodEnd(flow: Flow, records: Records): void {
  const { model, execution, runs } = simulate(flow, { from: structuredClone(records) });
  expect(model.over).toBe(true);
  expect(isTerminated(execution.state.current)).toBe(true);
  expect(runs.filter(({ state }) => !isTerminated(state.current))).toEqual([]);
  const places = runs.map(({ parentTaskRunId, taskId, value }) =>
    JSON.stringify([parentTaskRunId, taskId, value]),
  );
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
  const ids = new Set(runs.map(({ id }) => id));
  expect(records.taskRuns.filter(({ id }) => !ids.has(id))).toEqual([]);
}

/** One of the task runs that an execution can go on from. */
function chosenRun(flow: Flow, records: Records, chosen: number): TaskRun | undefined {
  const { isAfter } = viewOf(records, flow, catalogue);
  const runs = records.taskRuns.filter((run) => !isAfter(run));
  return runs[chosen % Math.max(1, runs.length)];
}

function isInDirectory(flow: Flow, records: Records, run: TaskRun): boolean {
  const { ancestors, type } = viewOf(records, flow, catalogue);
  return ancestors(run).some((above) => type(above).endsWith('.WorkingDirectory'));
}

describe('whatever the flow, and however it ended', () => {
  it('a restart goes on to an end, and makes no task run twice', () => {
    fc.assert(
      fc.property(scenario(), ({ flow, options }) => {
        const records = recordsOf(simulate(flow, options()));
        const hasFailed = records.execution.state.current === 'FAILED';
        if (hasFailed) expectGoodEnd(flow, restart(records, flow, catalogue, { date }));
      }),
      { numRuns: 300 },
    );
  });

  it('a replay from any task run goes on to an end, and makes no task run twice', () => {
    fc.assert(
      fc.property(scenario(), fc.nat(1000), ({ flow, options }, chosen) => {
        const records = recordsOf(simulate(flow, options()));
        const run = chosenRun(flow, records, chosen);
        if (!run) return;
        const newId = idsFrom('new');
        expectGoodEnd(flow, replay(records, flow, catalogue, { taskRunId: run.id, date, newId }));
      }),
      { numRuns: 300 },
    );
  });

  it('another end for any task run lets it go on to an end, and makes no task run twice', () => {
    const states = fc.constantFrom('SUCCESS', 'WARNING', 'FAILED', 'KILLED', 'CANCELLED');
    fc.assert(
      fc.property(scenario(), fc.nat(1000), states, ({ flow, options }, chosen, state) => {
        const records = recordsOf(simulate(flow, options()));
        const run = chosenRun(flow, records, chosen);
        if (!run || !isTerminated(records.execution.state.current) || isInDirectory(flow, records, run))
          return;
        expectGoodEnd(flow, changeState(records, flow, catalogue, { taskRunId: run.id, state, date }));
      }),
      { numRuns: 300 },
    );
  });
});
