import type { Context } from 'hono';
import { type Control, checkControl } from '../../../runner/engine/control.ts';
import { OperationRefused } from '../../../runner/execution/operations/records.ts';
import { isTerminated } from '../../../runner/execution/states.ts';
import type { Execution, Label } from '../../../runner/execution/types.ts';
import { Refused } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import { flowRun } from './find.ts';
import { checkLabels } from './labels.ts';

/** Whether something can be done to an execution as it is; changes nothing. @throws Refused, OperationRefused */
export type Check = (execution: Execution) => Promise<void> | void;

/** What a bulk action looks at before it changes the first execution (surfaces §14). */
export function checksOf(services: ApiServices) {
  const { backend } = services;
  const control =
    (asked: Control): Check =>
    (execution) =>
      checkControl(execution, asked);
  return {
    kill: (({ id, state }) => {
      if (isTerminated(state.current))
        throw new OperationRefused(`Execution ${id} has already ended: it is ${state.current}`);
    }) satisfies Check,
    pause: control({ type: 'pause' }),
    resume: control({ type: 'resume' }),
    forceRun: control({ type: 'forceRun' }),
    unqueue: control({ type: 'unqueue' }),
    restart: async (execution: Execution) => {
      const { current } = execution.state;
      if (!isTerminated(current) && current !== 'PAUSED')
        throw new OperationRefused(
          `Execution must be terminated to be restarted, current state is '${current}' !`,
        );
      const runs = await backend.taskRuns(execution.id);
      if (!runs.some(({ state }) => state.current === 'FAILED' || state.current === 'PAUSED'))
        throw new OperationRefused('No task found to restart execution from!');
      await flowRun(services, execution);
    },
    replay: async (execution: Execution) => {
      await flowRun(services, execution);
    },
    changeStatus: (({ state }) => {
      if (!isTerminated(state.current))
        throw new OperationRefused('You can only change the state of a terminated execution.');
    }) satisfies Check,
    setLabels:
      (labels: readonly Label[]): Check =>
      (execution) =>
        checkLabels(execution, labels),
    delete: (context: Context): Check =>
      context.req.query('includeNonTerminated') === 'true'
        ? () => undefined
        : ({ id, state }) => {
            if (!isTerminated(state.current))
              throw new Refused(
                409,
                `Execution ${id} must be terminated to be deleted, current state is '${state.current}' !`,
              );
          },
  };
}
