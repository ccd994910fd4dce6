import fc from 'fast-check';
import type { Task } from '../../runner/flow/types.ts';
import { type Answer, flowOf } from './simulation.ts';

const core = 'io.kestra.plugin.core';

/** A random flow with random answers of its workers, a random order of them, and now and then a kill. */
export function scenario() {
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
    if (Array.isArray(copy[key]) && !(key === 'tasks' && task.type.endsWith('.Dag')))
      copy[key] = list(copy[key]);
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
