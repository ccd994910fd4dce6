import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from '../../../runner/execution/machine.ts';
import { isTerminated } from '../../../runner/execution/states.ts';
import type { StateName, TaskRun } from '../../../runner/execution/types.ts';
import type { Task } from '../../../runner/flow/types.ts';
import { type Answer, flowOf, modelOf, simulate } from '../../support/simulation.ts';

const core = 'io.kestra.plugin.core';

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

function scenario() {
  return fc
    .record({
      tasks: fc.array(taskTree(), { minLength: 1, maxLength: 3 }),
      errors: fc.boolean(),
      last: fc.boolean(),
      after: fc.boolean(),
      answers: fc.array(fc.constantFrom<Answer>('SUCCESS', 'SUCCESS', 'SUCCESS', 'WARNING', 'FAILED'), {
        minLength: 1,
        maxLength: 20,
      }),
      choices: fc.array(fc.nat(1000), { minLength: 1, maxLength: 50 }),
      killAfter: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined, freq: 3 }),
    })
    .map(({ tasks, errors, last, after, answers, choices, killAfter }) => {
      let serial = 0;
      const number = (task: Task): Task => renamed(task, () => serial++);
      const one = (id: string): Task => number({ id, type: `${core}.log.Log` });
      const flow = flowOf(tasks.map(number), {
        ...(errors && { errors: [one('error')] }),
        ...(last && { finally: [one('finally')] }),
        ...(after && { afterExecution: [one('after')] }),
      });
      const options = () => {
        let answered = 0;
        let chosen = 0;
        return {
          answer: () => answers[answered++ % answers.length]!,
          choose: (count: number) => choices[chosen++ % choices.length]! % count,
          ...(killAfter !== undefined && { killAfter }),
        };
      };
      return { flow, options };
    });
}

/** Ids are unique over the flow: each gets a number behind its kind. */
function renamed(task: Task, next: () => number): Task {
  const copy: Record<string, unknown> = { ...task, id: `${task.id}-${next()}` };
  const list = (tasks: unknown) => (tasks as Task[]).map((child) => renamed(child, next));
  for (const key of ['tasks', 'then', 'else', 'errors', 'finally', 'defaults'])
    if (Array.isArray(copy[key]) && !task.type.endsWith('.Dag')) copy[key] = list(copy[key]);
  if (task.type.endsWith('.Dag')) {
    const entries = (task.tasks as unknown as { task: Task }[]).map(({ task: child }) => ({
      task: renamed(child, next),
    }));
    copy['tasks'] = entries.map((entry, index) => ({
      ...entry,
      ...(index > 0 && { dependsOn: [entries[index - 1]!.task.id] }),
    }));
  }
  return copy as Task;
}

function taskTree(): fc.Arbitrary<Task> {
  const flags = fc.record(
    {
      allowFailure: fc.boolean(),
      allowWarning: fc.boolean(),
      disabled: fc.constantFrom(false, false, false, true),
      runIf: fc.constantFrom('true', 'true', 'false', '{{ nothing }}'),
      retry: fc.constantFrom({ type: 'constant' as const, interval: 'PT1S', maxAttempts: 3 }),
    },
    { requiredKeys: [] },
  );
  const { tree } = fc.letrec<{ tree: Task; list: Task[] }>((tie) => {
    const list = tie('list');
    const flowable = (type: string, id: string, further: fc.Arbitrary<Record<string, unknown>>) =>
      fc
        .tuple(
          list,
          flags,
          further,
          fc.option(list, { nil: undefined, freq: 4 }),
          fc.option(list, { nil: undefined, freq: 4 }),
        )
        .map(([tasks, flag, more, errors, last]) => ({
          id,
          type: `${core}.flow.${type}`,
          ...(type === 'If'
            ? { then: tasks }
            : type === 'Dag'
              ? { tasks: tasks.map((task) => ({ task })) }
              : { tasks }),
          ...flag,
          ...more,
          ...(errors && { errors: errors.map((task) => ({ ...task, id: `error-${task.id}` })) }),
          ...(last && { finally: last.map((task) => ({ ...task, id: `finally-${task.id}` })) }),
        })) as fc.Arbitrary<Task>;
    const none = fc.constant({});
    return {
      list: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      tree: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        flags.map((flag) => ({ id: 'leaf', type: `${core}.log.Log`, ...flag }) as Task),
        flowable('Sequential', 'sequential', none),
        flowable('Parallel', 'parallel', fc.record({ concurrent: fc.nat(3) })),
        flowable('Dag', 'dag', none),
        flowable(
          'If',
          'if',
          fc.record({ condition: fc.constantFrom('true', 'false', '{{ 1 > 2 }}', '{{ unknown }}') }),
        ),
        flowable('AllowFailure', 'allow', none),
        flowable(
          'ForEach',
          'each',
          fc.record({
            values: fc.constantFrom('[]', '["a"]', '["a","b","c"]', 'broken'),
            concurrencyLimit: fc.nat(3),
          }),
        ),
        flowable('EachParallel', 'eachParallel', fc.record({ value: fc.constantFrom('["x","y"]') })),
      ),
    };
  });
  return tree;
}
