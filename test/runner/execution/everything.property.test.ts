import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from '../../../runner/execution/machine.ts';
import { isTerminated } from '../../../runner/execution/states.ts';
import { scenario } from '../../support/scenario.ts';
import { modelOf, simulate } from '../../support/simulation.ts';

describe('the machine, with tasks that end, suspend or change the execution, and retries as new executions', () => {
  it('always ends, in one final state, with every task run and every attempt ended', () => {
    fc.assert(
      fc.property(scenario({ further: true }), fc.boolean(), ({ flow, options }, killsAfterEnd) => {
        const { model, execution, runs } = simulate(flow, { ...options(), killsAfterEnd });
        expect(model.over).toBe(true);
        expect(model.liveLeaves).toBe(0);
        const { histories } = execution.state;
        expect(histories.filter(({ state }) => isTerminated(state))).toHaveLength(1);
        expect(isTerminated(histories.at(-1)!.state)).toBe(true);
        expect(runs.filter(({ state }) => !isTerminated(state.current))).toEqual([]);
        for (const { attempts = [] } of runs)
          expect(attempts.filter(({ state }) => !isTerminated(state.current))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('gives the same execution when the recorded events are applied again', () => {
    fc.assert(
      fc.property(scenario({ further: true }), fc.boolean(), ({ flow, options }, killsAfterEnd) => {
        const first = simulate(flow, { ...options(), killsAfterEnd });
        const again = modelOf(flow);
        for (const event of first.events) apply(again, event);
        expect(again.execution).toEqual(first.execution);
        expect([...again.nodes.values()].map(({ run }) => run)).toEqual(first.runs);
      }),
      { numRuns: 150 },
    );
  });
});
