import { describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../../runner/execution/events.ts';
import { apply } from '../../../runner/execution/machine.ts';
import { flowFrom, modelOf, task } from '../../support/simulation.ts';

/** Applies events to a new execution of a flow with a limit. */
async function after(behavior: string, types: ('limitReached' | 'started' | 'killed')[], more = '') {
  const flow = await flowFrom(
    `concurrency: { limit: 2, behavior: ${behavior} }\ntasks: [${task('a')}]\nafterExecution: [${task('z')}]${more}`,
  );
  const model = modelOf(flow);
  const start = Date.parse(model.execution.state.histories[0]!.date);
  const outcomes = types.map((type, index) =>
    apply(model, {
      ...(type === 'limitReached' ? { type, running: 2 } : { type }),
      at: start + index + 1,
      seed: [1, 2, 3, index],
    } as ExecutionEvent),
  );
  return {
    model,
    history: model.execution.state.histories.map(({ state }) => state),
    logs: outcomes.flatMap(({ logs }) => logs.map(({ level, message }) => `${level} ${message}`)),
    runs: [...model.nodes.values()].map(({ run }) => run.taskId),
    last: outcomes.at(-1)!,
  };
}

describe('a flow whose slots are all taken (flow-language §7.6)', () => {
  it('given QUEUE, then the execution waits, and begins when it has a slot', async () => {
    const waiting = await after('QUEUE', ['limitReached']);
    expect(waiting.history).toEqual(['CREATED', 'QUEUED']);
    expect(waiting.logs).toEqual([
      'INFO Execution is queued due to concurrency limit exceeded, 2 running(s)',
    ]);
    expect(waiting.runs).toEqual([]);
    expect(waiting.last.over).toBeUndefined();

    const running = await after('QUEUE', ['limitReached', 'started']);
    expect(running.history).toEqual(['CREATED', 'QUEUED', 'RUNNING']);
    expect(running.runs).toEqual(['a']);
  });

  it('given CANCEL, then it is CANCELLED and over, without a task run', async () => {
    const { history, runs, last, logs } = await after('CANCEL', ['limitReached']);
    expect(history).toEqual(['CREATED', 'CANCELLED']);
    expect(runs).toEqual([]);
    expect(logs).toEqual([]);
    expect(last.over).toBe(true);
  });

  it('given FAIL, then it is FAILED and over, without a task run, and says why', async () => {
    const { history, runs, last, logs } = await after('FAIL', ['limitReached']);
    expect(history).toEqual(['CREATED', 'FAILED']);
    expect(runs).toEqual([]);
    expect(logs).toEqual(['ERROR Execution is FAILED due to concurrency limit exceeded']);
    expect(last.over).toBe(true);
  });

  it('given a kill while it waits, then it is KILLED, and a slot that comes later starts nothing', async () => {
    const { history, runs } = await after('QUEUE', ['limitReached', 'killed', 'started']);
    expect(history).toEqual(['CREATED', 'QUEUED', 'KILLING', 'KILLED']);
    expect(runs).toEqual(['z']);
  });

  it('given a maximum duration, then it is counted from the creation, once', async () => {
    const sla = '\nsla: [{ id: quick, type: MAX_DURATION, duration: PT1S, behavior: FAIL }]';
    const queued = await after('QUEUE', ['limitReached'], sla);
    const created = Date.parse(queued.model.execution.state.histories[0]!.date);
    expect(queued.last.commands).toEqual([
      {
        type: 'setTimer',
        timer: { kind: 'sla', taskRunId: 'execution', sla: 'quick' },
        due: created + 1000,
      },
    ]);
    const { last } = await after('QUEUE', ['limitReached', 'started'], sla);
    expect(last.commands.filter(({ type }) => type === 'setTimer')).toEqual([]);
  });
});
