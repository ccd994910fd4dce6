import fc from 'fast-check';
import type { StateName } from '../../runner/execution/types.ts';
import type { Task } from '../../runner/flow/types.ts';
import { type Answer, flowOf } from './simulation.ts';

const core = 'io.kestra.plugin.core';

/**
 * A random flow with random answers of its workers, a random order of them, and now and then a kill. `further`: with tasks
 * that end, suspend or change the execution itself, too.
 */
export function scenario({ further = false } = {}) {
  return fc
    .record({
      tasks: fc.array(taskTree(further), { minLength: 1, maxLength: 3 }),
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
          rendered: () => String(answers[answered++ % answers.length] === 'SUCCESS'),
          subflow: () => ({ state: answers[answered++ % answers.length] as StateName }),
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

function taskTree(further: boolean): fc.Arbitrary<Task> {
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
    const flowable = (
      type: string,
      id: string,
      further: fc.Arbitrary<Record<string, unknown>>,
      children: fc.Arbitrary<Task[]> = list,
    ) =>
      fc
        .tuple(
          children,
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
    const leaf = flags.map((flag) => ({ id: 'leaf', type: `${core}.log.Log`, ...flag }) as Task);
    const furtherTree = fc.oneof(
      fc.record({ id: fc.constant('leaf'), type: fc.constant(`${core}.log.Log`), retry: fc.constant(anew) }),
      special('exit', 'execution.Exit', { state: fc.constantFrom('SUCCESS', 'WARNING', 'FAILED', 'KILLED') }),
      special('labels', 'execution.Labels', {
        labels: fc.constantFrom({ a: 'b' }, 'broken', "{{ kv('x') }}"),
      }),
      special('subflow', 'flow.Subflow', { namespace: fc.constant('tests'), flowId: fc.constant('other') }),
      flowable('If', 'if', fc.constant({ condition: "{{ kv('x') }}" })),
      special('pause', 'flow.Pause', {
        pauseDuration: fc.constant('PT1S'),
        behavior: fc.constantFrom('RESUME', 'WARN', 'FAIL', 'CANCEL'),
      }),
      flowable(
        'LoopUntil',
        'loop',
        fc.record({
          condition: fc.constantFrom('true', 'false', "{{ kv('x') }}"),
          checkFrequency: fc.constant({ maxIterations: 3, interval: 'PT1S' }),
        }),
      ),
    );
    return {
      list: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      tree: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        leaf,
        ...(further ? [furtherTree] : []),
        flowable('WorkingDirectory', 'directory', none, fc.array(leaf, { minLength: 1, maxLength: 3 })),
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

const anew = {
  type: 'constant' as const,
  interval: 'PT1S',
  maxAttempts: 3,
  behavior: 'CREATE_NEW_EXECUTION' as const,
};

function special(
  id: string,
  type: string,
  properties: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Task> {
  return fc
    .record({ ...properties, runIf: fc.constantFrom('true', 'true', "{{ kv('x') }}", 'false') })
    .map((written) => ({ ...written, id, type: `${core}.${type}` }));
}
