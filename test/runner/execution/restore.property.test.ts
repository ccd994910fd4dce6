import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command, ExecutionEvent, TimerPurpose } from '../../../runner/execution/events.ts';
import { apply } from '../../../runner/execution/machine.ts';
import type { ExecutionModel } from '../../../runner/execution/model.ts';
import { restoreModel } from '../../../runner/execution/restore.ts';
import { isTerminated } from '../../../runner/execution/states.ts';
import type { Flow } from '../../../runner/flow/types.ts';
import { scenario } from '../../support/scenario.ts';
import { modelOf } from '../../support/simulation.ts';

describe('an execution whose engine stops at any moment, any number of times', () => {
  it('is taken up from its records and ends, with no task run made twice', () => {
    fc.assert(
      fc.property(
        scenario(),
        fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 4 }),
        ({ flow, options }, stops) => {
          const model = runWithStops(flow, options().answer, stops);
          const runs = [...model.nodes.values()].map(({ run }) => run);
          expect(model.over).toBe(true);
          expect(isTerminated(model.execution.state.current)).toBe(true);
          expect(runs.filter(({ state }) => !isTerminated(state.current))).toEqual([]);
          const keys = runs.map(({ taskId, value, parentTaskRunId }) =>
            JSON.stringify([taskId, value, parentTaskRunId]),
          );
          expect(new Set(keys).size).toBe(keys.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('makes the same task runs as without a stop, where none fails', () => {
    fc.assert(
      fc.property(scenario(), fc.integer({ min: 1, max: 25 }), ({ flow }, stop) => {
        // Which of several concurrent tasks fails first may differ; without failures nothing does.
        const answer = () => 'SUCCESS';
        const whole = outcome(runWithStops(flow, answer, []));
        fc.pre(!whole.runs.some((run) => run.endsWith('/FAILED')));
        expect(outcome(runWithStops(flow, answer, [stop]))).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });
});

function outcome(model: ExecutionModel): { state: string; runs: string[] } {
  const runs = [...model.nodes.values()].map(({ run, path }) =>
    [...path, run.value, run.taskId, run.state.current].join('/'),
  );
  return { state: model.execution.state.current, runs: runs.sort() };
}

/** Runs a flow; after each of the given numbers of events the model is thrown away and made anew from its records. */
function runWithStops(
  flow: Flow,
  answer: (taskId: string, attempt: number, value: string | undefined) => string,
  stops: readonly number[],
): ExecutionModel {
  let model = modelOf(flow);
  let waiting: Command[] = [];
  let timers: { timer: TimerPurpose; due: number }[] = [];
  let now = Date.UTC(2026, 0, 1);
  let events = 0;
  const left = [...stops];
  const post = (event: Record<string, unknown>) => {
    now += 1;
    const { commands } = apply(model, {
      ...event,
      at: now,
      seed: [7, 7, 7, ++events],
    } as unknown as ExecutionEvent);
    waiting.push(...commands.filter(({ type }) => type !== 'setTimer' && type !== 'cancelTimer'));
    for (const command of commands) {
      if (command.type === 'setTimer') timers.push(command);
      if (command.type === 'cancelTimer')
        timers = timers.filter(
          ({ timer }) => timer.taskRunId !== command.timer.taskRunId || timer.kind !== command.timer.kind,
        );
    }
  };
  post({ type: 'started' });
  for (let step = 0; step < 10_000; step++) {
    if (left.length > 0 && events >= left[0]!) {
      left.shift();
      const records = JSON.parse(
        JSON.stringify({
          execution: model.execution,
          runs: [...model.nodes.values()].map(({ run, sequence }) => ({ taskRun: run, sequence })),
        }),
      );
      model = restoreModel({ ...modelOf(flow), execution: records.execution }, records.runs);
      waiting = [];
      post({
        type: 'recovered',
        sleeping: timers.filter(({ timer }) => timer.kind === 'sleep').map(({ timer }) => timer.taskRunId),
      });
      for (let i = 0; i < left.length; i++) left[i]! += events;
    }
    const command = waiting.shift();
    if (command?.type === 'run') {
      const node = model.nodes.get(command.taskRunId);
      if (!node || !['CREATED', 'RESTARTED'].includes(node.run.state.current)) continue;
      const attempt = (node.run.attempts?.length ?? 0) + 1;
      post({ type: 'attemptStarted', taskRunId: node.run.id, attempt });
      if (left.length > 0 && events >= left[0]!) continue;
      post({
        type: 'attemptEnded',
        taskRunId: node.run.id,
        attempt,
        state: answer(node.task.id, attempt, node.run.value),
      });
    } else if (command?.type === 'openDirectory') {
      post({ type: 'directoryOpened', taskRunId: command.taskRunId });
    } else if (command?.type === 'closeDirectory') {
      post({ type: 'directoryClosed', taskRunId: command.taskRunId, outputs: {} });
    } else if (!command) {
      timers.sort((a, b) => a.due - b.due);
      const next = timers.shift();
      if (!next) break;
      now = Math.max(now, next.due);
      post({ type: 'timer', timer: next.timer });
    }
  }
  return model;
}
