import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from '../../../runner/execution/machine.ts';
import { isTerminated } from '../../../runner/execution/states.ts';
import type { StateName, TaskRun } from '../../../runner/execution/types.ts';
import { scenario } from '../../support/scenario.ts';
import { modelOf, simulate } from '../../support/simulation.ts';

/** Where a task run may go from a state (flow-language §5.3). */
const legal: Partial<Record<StateName, StateName[]>> = {
  CREATED: ['RUNNING', 'SKIPPED', 'KILLED', 'FAILED', 'KILLING', 'WARNING', 'SUCCESS'],
  RUNNING: ['SUCCESS', 'WARNING', 'FAILED', 'KILLED', 'KILLING'],
  FAILED: ['RETRYING'],
  RETRYING: ['CREATED', 'KILLED', 'FAILED', 'WARNING', 'SUCCESS'],
  KILLING: ['KILLED'],
};

describe('the machine, for any flow, any order of answers and a kill at any time', () => {
  it('always ends, in a final state, with every task run ended', () => {
    fc.assert(
      fc.property(scenario(), ({ flow, options }) => {
        const { model, execution, runs } = simulate(flow, options());
        expect(model.over).toBe(true);
        expect(isTerminated(execution.state.current)).toBe(true);
        expect(runs.filter(({ state }) => !isTerminated(state.current))).toEqual([]);
        expect(model.liveLeaves).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('gives every task run a legal history', () => {
    fc.assert(
      fc.property(scenario(), ({ flow, options }) => {
        for (const { state } of simulate(flow, options()).runs) {
          expect(state.histories[0]!.state).toBe('CREATED');
          expect(state.histories.at(-1)!.state).toBe(state.current);
          for (let i = 1; i < state.histories.length; i++) {
            const [before, after] = [state.histories[i - 1]!, state.histories[i]!];
            expect(legal[before.state] ?? [], `${before.state} → ${after.state}`).toContain(after.state);
            expect(after.date >= before.date).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('starts no task of a sequence before its predecessor ended', () => {
    fc.assert(
      fc.property(scenario(), ({ flow, options }) => {
        const { runs } = simulate(flow, options());
        const byParent = Map.groupBy(runs, ({ parentTaskRunId }) => parentTaskRunId);
        for (const parent of runs.filter(({ taskId }) => taskId.startsWith('sequential')))
          expectSequence(
            (byParent.get(parent.id) ?? []).filter(({ taskId }) => !/^(error|finally)/.test(taskId)),
          );
        expectSequence(
          (byParent.get(undefined) ?? []).filter(({ taskId }) => !/^(error|finally|after)/.test(taskId)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same execution when the recorded events are applied again', () => {
    fc.assert(
      fc.property(scenario(), ({ flow, options }) => {
        const first = simulate(flow, options());
        const again = modelOf(flow);
        for (const event of first.events) apply(again, event);
        expect(again.execution).toEqual(first.execution);
        expect([...again.nodes.values()].map(({ run }) => run)).toEqual(first.runs);
      }),
      { numRuns: 150 },
    );
  });

  it('changes nothing when an answer comes twice or after the end', () => {
    fc.assert(
      fc.property(scenario(), ({ flow, options }) => {
        const { model, events, execution, runs } = simulate(flow, options());
        const before = JSON.stringify([execution, runs]);
        for (const event of events) apply(model, event);
        expect(JSON.stringify([execution, runs])).toBe(before);
      }),
      { numRuns: 100 },
    );
  });
});

function expectSequence(runs: TaskRun[]): void {
  for (let i = 1; i < runs.length; i++) {
    const before = runs[i - 1]!.state.histories;
    // The predecessor may end as RETRIED later; it had ended once before.
    const ended = before.findLast(({ state }) => isTerminated(state));
    expect(ended, `${runs[i - 1]!.taskId} before ${runs[i]!.taskId}`).toBeDefined();
    expect(runs[i]!.state.histories[0]!.date >= ended!.date).toBe(true);
  }
}
