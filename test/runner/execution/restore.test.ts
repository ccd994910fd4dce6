import { expect, it } from 'vitest';
import type { ExecutionEvent } from '../../../runner/execution/events.ts';
import { apply } from '../../../runner/execution/machine.ts';
import type { ExecutionModel } from '../../../runner/execution/model.ts';
import { restoreModel } from '../../../runner/execution/restore.ts';
import { flowFrom, modelOf, statesOf, task, typed } from '../../support/simulation.ts';

const loop = typed(
  'loop',
  'LoopUntil',
  `condition: "{{ outputs.loop.iterationCount == 3 }}", checkFrequency: { interval: PT1S }, tasks: [${task('poll')}]`,
);

it('given a task whose worker stops with it again and again, then it runs five times and fails', async () => {
  const flow = await flowFrom(`tasks: [${task('crash')}]`);
  let model = modelOf(flow);
  const drive = driver();
  drive(model, { type: 'started' });
  for (let attempt = 1; attempt <= 5; attempt++) {
    expect(statesOf({ runs: [...model.nodes.values()].map(({ run }) => run) })).not.toEqual(['crash FAILED']);
    drive(model, { type: 'attemptStarted', taskRunId: nodeOf(model, 'crash'), attempt });
    const records = structuredClone({
      execution: model.execution,
      rows: [...model.nodes.values()].map(({ run, sequence }) => ({ taskRun: run, sequence })),
    });
    model = restoreModel({ ...modelOf(flow), execution: records.execution }, records.rows);
    drive(model, { type: 'recovered', sleeping: [] });
  }
  expect(statesOf({ runs: [...model.nodes.values()].map(({ run }) => run) })).toEqual(['crash FAILED']);
  expect(model.execution.state.current).toBe('FAILED');
});

it.each([
  ['at the top', loop, ['loop SUCCESS', 'poll SUCCESS', 'b SUCCESS']],
  [
    'in values that run at once',
    typed('each', 'ForEach', `values: [x], concurrencyLimit: 0, tasks: [${loop}, ${task('c')}]`),
    ['each SUCCESS', 'loop[x] SUCCESS', 'poll SUCCESS', 'c[x] SUCCESS', 'b SUCCESS'],
  ],
])(
  'given a LoopUntil %s in its second iteration, when the engine stops, then it goes on there',
  async (_where, written, expected) => {
    const flow = await flowFrom(
      `tasks: [${written}, ${task('b')}]`.replaceAll(
        'outputs.loop.iter',
        written === loop ? 'outputs.loop.iter' : 'outputs.loop.x.iter',
      ),
    );
    const stopped = modelOf(flow);
    const drive = driver();
    drive(stopped, { type: 'started' });
    work(stopped, drive);
    drive(stopped, { type: 'timer', timer: { kind: 'loop', taskRunId: nodeOf(stopped, 'loop') } });

    const records = structuredClone({
      execution: stopped.execution,
      rows: [...stopped.nodes.values()].map(({ run, sequence }) => ({ taskRun: run, sequence })),
    });
    const model = restoreModel({ ...modelOf(flow), execution: records.execution }, records.rows);
    drive(model, { type: 'recovered', sleeping: [] });
    work(model, drive);
    drive(model, { type: 'timer', timer: { kind: 'loop', taskRunId: nodeOf(model, 'loop') } });
    work(model, drive);
    work(model, drive);
    work(model, drive);
    expect(statesOf({ runs: [...model.nodes.values()].map(({ run }) => run) })).toEqual(expected);
    expect(model.over).toBe(true);
  },
);

type Bare = ExecutionEvent extends infer E
  ? E extends { at: number }
    ? Omit<E, 'at' | 'seed'>
    : never
  : never;
type Drive = (model: ExecutionModel, event: Bare) => void;

/** Applies events, each a millisecond after the one before. */
function driver(): Drive {
  let at = Date.UTC(2026, 0, 1);
  return (model, event) => void apply(model, { ...event, at: ++at, seed: [1, 2, 3, at] } as ExecutionEvent);
}

/** A worker takes every runnable task run that waits for one and succeeds. */
function work(model: ExecutionModel, drive: Drive): void {
  for (const { run, kind } of [...model.nodes.values()]) {
    if (kind !== 'runnable' || run.state.current !== 'CREATED') continue;
    drive(model, { type: 'attemptStarted', taskRunId: run.id, attempt: 1 });
    drive(model, { type: 'attemptEnded', taskRunId: run.id, attempt: 1, state: 'SUCCESS' });
  }
}

function nodeOf(model: ExecutionModel, taskId: string): string {
  return [...model.nodes.values()].find(({ run }) => run.taskId === taskId)!.run.id;
}
