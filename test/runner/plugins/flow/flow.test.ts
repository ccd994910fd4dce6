import { describe, expect, it, test } from 'vitest';
import type { MachineTask } from '../../../../runner/plugin/types.ts';
import { core } from '../../../../runner/plugins/core/index.ts';

const flow = (name: string) => load(`io.kestra.plugin.core.flow.${name}`);

async function load(type: string): Promise<MachineTask> {
  const { default: definition } = await core[type]!();
  return definition as MachineTask;
}

async function issues(name: string, written: Record<string, unknown>): Promise<string[]> {
  const parsed = (await flow(name)).properties.safeParse(written);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** The `then` of If; a literal of it would look like a promise. */
const branch = (tasks: unknown[]) => Object.fromEntries([['then', tasks]]);

const task = { id: 'a', type: 'io.kestra.plugin.core.log.Log', message: 'hello' };

describe('an empty list of tasks (flow-language §1.4)', () => {
  test.each([
    ['Sequential', {}],
    ['ForEach', { values: [1] }],
    ['EachSequential', { value: [1] }],
    ['EachParallel', { value: [1] }],
    ['AllowFailure', {}],
    ['WorkingDirectory', {}],
  ])('is refused by %s', async (name, others) => {
    const message = ["tasks: The 'tasks' property cannot be empty"];
    expect(await issues(name, others)).toEqual(message);
    expect(await issues(name, { ...others, tasks: [] })).toEqual(message);
    expect(await issues(name, { ...others, tasks: [task] })).toEqual([]);
  });

  it('is refused by Parallel and by the `then` of If', async () => {
    expect(await issues('Parallel', { tasks: [] })).toEqual(['tasks: must not be empty']);
    expect(await issues('Parallel', { tasks: null })).toEqual(['tasks: must not be empty']);
    expect(await issues('If', { condition: 'true', ...branch([]) })).toEqual(['then: must not be empty']);
  });

  it('is allowed in LoopUntil, where only an absent one is refused', async () => {
    expect(await issues('LoopUntil', { condition: 'true', tasks: [] })).toEqual([]);
    expect(await issues('LoopUntil', { condition: 'true' })).toHaveLength(1);
  });
});

test.each([
  'Sequential',
  'Parallel',
  'ForEach',
  'EachSequential',
  'EachParallel',
  'Dag',
  'If',
  'Switch',
  'AllowFailure',
  'Pause',
  'LoopUntil',
  'WorkingDirectory',
  'ForEachItem',
  'Template',
])('%s has the branches `errors` and `finally`', async (name) => {
  const { kind, properties } = await flow(name);
  expect(kind).toBe('flowable');
  expect(Object.keys(properties.shape)).toEqual(expect.arrayContaining(['errors', 'finally']));
});

describe('Dag', () => {
  const check = async (...entries: [id: string, ...dependsOn: string[]][]) =>
    (await flow('Dag'))
      .validate?.(
        { tasks: entries.map(([id, ...dependsOn]) => ({ task: { ...task, id }, dependsOn })) },
        (type) => type,
      )
      .map(({ message }) => message);

  it('accepts tasks in any order', async () => {
    expect(await check(['c', 'a', 'b'], ['b', 'a'], ['a'])).toEqual([]);
  });

  it('needs a task', async () => {
    expect(await check()).toEqual(['No task defined']);
    expect((await flow('Dag')).validate?.({}, (type) => type)).toHaveLength(1);
  });

  it('names dependencies that do not exist', async () => {
    expect(await check(['a', 'x'], ['b', 'y'])).toEqual(['Not existing task id in dependency: x, y']);
  });

  it('names the tasks of a circle, not those that lead to it', async () => {
    expect(await check(['task1', 'task2'], ['task2', 'task1'], ['task3', 'task1'])).toEqual([
      'Cyclic dependency detected: task1, task2',
    ]);
    expect(await check(['alone', 'alone'])).toEqual(['Cyclic dependency detected: alone']);
  });

  it('refuses an unknown property of an entry', async () => {
    expect(await issues('Dag', { tasks: [{ task, dependson: [] }] })).toHaveLength(1);
  });
});

describe('Switch', () => {
  test.each([{}, { cases: {} }, { cases: { a: [] } }, { defaults: [] }, { cases: { a: null } }])(
    'refuses %o',
    async (written) => {
      expect((await flow('Switch')).validate?.(written, (type) => type)).toEqual([
        { path: [], message: 'No task defined, neither cases or default have any tasks' },
      ]);
    },
  );

  test.each([{ cases: { a: [], b: [task] } }, { defaults: [task] }])('accepts %o', async (written) => {
    expect((await flow('Switch')).validate?.(written, (type) => type)).toEqual([]);
  });
});

describe('WorkingDirectory', () => {
  const check = async (...children: Record<string, unknown>[]) =>
    (await flow('WorkingDirectory')).validate?.({ tasks: children }, (type) =>
      type === 'io.kestra.core.tasks.flows.Pause' ? 'io.kestra.plugin.core.flow.Pause' : type,
    );

  it('accepts runnable children, of third parties too', async () => {
    expect(await check(task, { id: 'b', type: 'org.example.Any' })).toEqual([]);
    expect(await check({ id: 'c', type: 'io.kestra.plugin.core.flow.Sleep' })).toEqual([]);
  });

  it('refuses every type that is not runnable', async () => {
    const machine = Object.keys(core).filter((type) => /\.core\.(flow|execution)\./.test(type));
    for (const type of machine) {
      const { kind } = await load(type);
      const expected = (kind as string) === 'runnable' ? 0 : 1;
      expect(await check({ id: 'child', type }), type).toHaveLength(expected);
    }
  });

  it('looks behind old names', async () => {
    expect(await check(task, { id: 'b', type: 'io.kestra.core.tasks.flows.Pause' })).toEqual([
      {
        path: ['tasks', 1],
        message: 'Only runnable tasks are allowed as children of a WorkingDirectory task',
      },
    ]);
  });

  it('refuses a workerGroup of a child', async () => {
    expect(await check({ ...task, workerGroup: { key: 'gpu' } })).toHaveLength(1);
  });
});

describe('required properties', () => {
  test.each([
    ['If', 'condition', branch([task])],
    ['Switch', 'value', { defaults: [task] }],
    ['ForEach', 'values', { tasks: [task] }],
    ['LoopUntil', 'condition', { tasks: [task] }],
    ['Subflow', 'flowId', { namespace: 'n' }],
    ['Subflow', 'namespace', { flowId: 'f' }],
    ['ForEachItem', 'items', { namespace: 'n', flowId: 'f' }],
  ])('%s needs %s', async (name, property, written) => {
    const parsed = (await flow(name)).properties.safeParse(written);
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual([property]);
  });
});
