import { expect, it } from 'vitest';
import { apply, newModel } from '../../../runner/execution/machine.ts';
import type { TaskCatalogue } from '../../../runner/execution/model.ts';
import type { StateName } from '../../../runner/execution/types.ts';
import { flowFrom, modelOf, task, typed } from '../../support/simulation.ts';

/** The run ids, states and logs after a flow began whose task types cannot all be looked up. */
async function begun(rest: string) {
  const flow = await flowFrom(rest);
  const { execution, catalogue, constants, folderOf } = modelOf(flow);
  const breaking: TaskCatalogue = {
    resolve: catalogue.resolve,
    kind(type) {
      if (type.endsWith('.Return')) throw new Error('the catalogue is broken');
      return catalogue.kind(type);
    },
  };
  const model = newModel({ flow, execution, catalogue: breaking, constants, folderOf });
  const outcome = apply(model, { type: 'started', at: Date.UTC(2026, 0, 1), seed: [1, 2, 3, 4] });
  const states: [string, StateName][] = [...model.nodes.values()].map(({ run }) => [
    run.taskId,
    run.state.current,
  ]);
  return { model, states, errors: outcome.logs.filter(({ level }) => level === 'ERROR') };
}

const broken = '{ id: broken, type: io.kestra.plugin.core.debug.Return, format: x }';

it('given an error of the machine itself, then the last run that has not ended fails, and errors run (§7.1)', async () => {
  const { model, states, errors } = await begun(
    `tasks: [${typed('s', 'Sequential', `tasks: [${broken}]`)}]\nerrors: [${task('e')}]`,
  );
  expect(states).toEqual([
    ['s', 'FAILED'],
    ['e', 'CREATED'],
  ]);
  expect(errors).toMatchObject([{ taskId: 's', message: 'the catalogue is broken' }]);
  expect(model.execution.state.current).toBe('RUNNING');
});

it('given such an error and no run, then the execution fails (§7.1)', async () => {
  const { model, states, errors } = await begun(`tasks: [${broken}]`);
  expect(states).toEqual([]);
  expect(errors).toMatchObject([{ message: 'the catalogue is broken' }]);
  expect(model.execution.state.current).toBe('FAILED');
  expect(model.over).toBe(true);
});
