import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apply } from '../../../runner/execution/machine.ts';
import { isTerminated } from '../../../runner/execution/states.ts';
import { scenario } from '../../support/scenario.ts';
import { modelOf, simulate } from '../../support/simulation.ts';

/** Milliseconds; each event of a simulation takes one. */
const duration = fc.integer({ min: 1, max: 30 });
const behavior = fc.constantFrom('FAIL', 'CANCEL', 'NONE');

it('given any flow and a maximum duration that is over at any moment, then it ends whole, and replays the same', () => {
  fc.assert(
    fc.property(scenario(), duration, behavior, ({ flow, options }, milliseconds, then) => {
      const sla = [
        { id: 'quick', type: 'MAX_DURATION', duration: `PT${milliseconds / 1000}S`, behavior: then },
        {
          id: 'right',
          type: 'EXECUTION_ASSERTION',
          assert: "{{ execution.state == 'RUNNING' }}",
          behavior: then,
        },
      ];
      const limited = { ...flow, sla };
      const { model, execution, runs, events } = simulate(limited, { ...options(), punctual: true });
      expect(model.over).toBe(true);
      expect(runs.filter(({ state }) => !isTerminated(state.current))).toEqual([]);
      expect(model.liveLeaves).toBe(0);
      const final = execution.state.histories.filter(({ state }) => isTerminated(state));
      expect(final).toHaveLength(1);
      const again = modelOf(limited);
      for (const event of events) apply(again, event);
      expect(again.execution).toEqual(execution);
    }),
    { numRuns: 200 },
  );
});
