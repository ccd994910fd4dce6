import { describe, expect, it } from 'vitest';
import { messagesOf, runOf, simulateYaml, statesOf, task, typed } from '../../support/simulation.ts';

describe('ForEach (flow-language §6.1)', () => {
  const each = (values: string, tasks: string, more = '') =>
    `tasks: [${typed('each', 'ForEach', `values: ${values}, tasks: [${tasks}]${more}`)}]`;
  const two = `${task('a')}, ${task('b')}`;

  it('given a limit of one, the default, then every value goes through all tasks, one after the other', async () => {
    const simulation = await simulateYaml(each('[x, y]', two));
    expect(statesOf(simulation)).toEqual([
      'each SUCCESS',
      'a[x] SUCCESS',
      'b[x] SUCCESS',
      'a[y] SUCCESS',
      'b[y] SUCCESS',
    ]);
    expect(simulation.runs.slice(1).map(({ iteration }) => iteration)).toEqual([0, 1, 2, 3]);
    expect(runOf(simulation, 'each').outputs).toEqual({});
  });

  it('given one task, then its iteration is the index of the value', async () => {
    const { runs } = await simulateYaml(each('[x, y, z]', task('a')));
    expect(runs.slice(1).map(({ value, iteration }) => [value, iteration])).toEqual([
      ['x', 0],
      ['y', 1],
      ['z', 2],
    ]);
  });

  it('given no limit, then the first task of every value starts at once', async () => {
    const simulation = await simulateYaml(each('[x, y, z]', two, ', concurrencyLimit: 0'));
    expect(statesOf(simulation).slice(1, 4)).toEqual(['a[x] SUCCESS', 'a[y] SUCCESS', 'a[z] SUCCESS']);
    expect(simulation.runs).toHaveLength(7);
  });

  it('given a limit of two, then at most two values are under way, and one task of each', async () => {
    const simulation = await simulateYaml(each('[1, 2, 3, 4, 5]', two, ', concurrencyLimit: 2'));
    const children = simulation.runs.slice(1).map(({ state }) => state.histories.map(({ date }) => date));
    for (const [created] of children)
      expect(
        children.filter((other) => other[0]! <= created! && other.at(-1)! > created!).length,
      ).toBeLessThanOrEqual(2);
    expect(children).toHaveLength(10);
    expect(simulation.execution.state.current).toBe('SUCCESS');
  });

  it('given a value that fails, then no later one starts', async () => {
    const simulation = await simulateYaml(each('[x, y, z]', two), {
      answer: (id, _attempt, value) => (id === 'a' && value === 'y' ? 'FAILED' : 'SUCCESS'),
    });
    expect(statesOf(simulation)).toEqual(['each FAILED', 'a[x] SUCCESS', 'b[x] SUCCESS', 'a[y] FAILED']);
  });

  it.each(['[]', '"[]"', '"{{ [] }}"'])('given no values, as %s, then it succeeds alone', async (values) => {
    const simulation = await simulateYaml(each(values, two));
    expect(statesOf(simulation)).toEqual(['each SUCCESS']);
  });

  it('given only disabled tasks, then it succeeds alone', async () => {
    const simulation = await simulateYaml(each('[x]', task('a', 'disabled: true')));
    expect(statesOf(simulation)).toEqual(['each SUCCESS']);
  });

  it('given a value twice, then it is taken once, where it came first', async () => {
    const simulation = await simulateYaml(each('[x, y, x, "{{ \'y\' }}"]', task('a')));
    expect(statesOf(simulation)).toEqual(['each SUCCESS', 'a[x] SUCCESS', 'a[y] SUCCESS']);
  });

  it('given a written list, then texts are rendered, whole numbers and maps become text', async () => {
    const { runs } = await simulateYaml(each(`["{{ 'r' ~ 1 }}", 7, { k: "{{ 1 + 1 }}" }]`, task('a')));
    expect(runs.slice(1).map(({ value }) => value)).toEqual(['r1', '7', '{"k":"2"}']);
  });

  it('given text that renders to a JSON array, then elements that are no texts keep their JSON text', async () => {
    const { runs } = await simulateYaml(
      each(`'["s", 1, 2.0, 1.50, 12345678901234567890, true, {"a": [1]}, [1, 2]]'`, task('a')),
    );
    expect(runs.slice(1).map(({ value }) => value)).toEqual([
      's',
      '1',
      '2.0',
      '1.5',
      '12345678901234567890',
      'true',
      '{"a":[1]}',
      '[1,2]',
    ]);
  });

  it('given nulls, then it fails and shows the list', async () => {
    const simulation = await simulateYaml(each(`'[1, null, {"key": "v"}]'`, task('a')));
    expect(statesOf(simulation)).toEqual(['each FAILED']);
    expect(messagesOf(simulation, 'ERROR')).toEqual([
      "Found '1' null values on Each, with values=[1, null, {key=v}]",
    ]);
  });

  it.each([
    ['[true]', 'Unknown value element type: class java.lang.Boolean'],
    ['[1.5]', 'Unknown value element type: class java.lang.Double'],
    ['[[a]]', 'Unknown value element type: class java.util.ArrayList'],
    ['"no list"', 'The values of a loop must be a JSON array, but they are `no list`'],
  ])('given the values %s, then it fails: %s', async (values, message) => {
    const simulation = await simulateYaml(each(values, task('a')));
    expect(statesOf(simulation)).toEqual(['each FAILED']);
    expect(messagesOf(simulation, 'ERROR')).toEqual([message]);
  });

  it('given loops in loops, then outputs lie under the values, outermost first (§3.1)', async () => {
    const inner = typed('inner', 'ForEach', `values: [p, q], tasks: [${task('leaf')}]`);
    const { model, runs } = await simulateYaml(each('[x, y]', inner), {
      outputs: (id, value) => (id === 'leaf' ? { of: value } : undefined),
    });
    expect(runs).toHaveLength(1 + 2 + 4);
    expect(JSON.parse(JSON.stringify(model.outputs['leaf']))).toEqual({
      x: { p: { of: 'p' }, q: { of: 'q' } },
      y: { p: { of: 'p' }, q: { of: 'q' } },
    });
  });

  it('given a child within an If of a loop, then its outputs lie under the value of the loop (§3.1)', async () => {
    const { model } = await simulateYaml(
      each(
        '["1", "2"]',
        typed('if', 'If', `condition: "{{ taskrun.value == '2' }}", then: [${task('after')}]`),
      ),
      { outputs: () => ({ value: 'v' }) },
    );
    expect(JSON.parse(JSON.stringify(model.outputs))).toMatchObject({
      after: { 2: { value: 'v' } },
      if: { 1: { evaluationResult: false }, 2: { evaluationResult: true } },
    });
  });

  it('given a child, then its expressions read its value, its iteration and its parents', async () => {
    const inner = typed(
      'inner',
      'ForEach',
      `values: [p], tasks: [${task('a', `runIf: "{{ taskrun.value == 'p' and parent.taskrun.value == 'x' and parents[0].taskrun.value == 'x' and taskrun.iteration == 0 }}"`)}]`,
    );
    const simulation = await simulateYaml(each('[x]', inner));
    expect(statesOf(simulation)).toEqual(['each SUCCESS', 'inner[x] SUCCESS', 'a[p] SUCCESS']);
  });

  it('given a LoopUntil among the tasks of values that run at once, then the tasks after it run, too', async () => {
    let asked = 0;
    const loop = typed(
      'loop',
      'LoopUntil',
      `condition: "{{ kv('ready') }}", checkFrequency: { interval: PT1S }, tasks: [${task('poll')}]`,
    );
    const simulation = await simulateYaml(each('[x]', `${loop}, ${task('b')}`, ', concurrencyLimit: 0'), {
      rendered: () => String(++asked === 3),
    });
    expect(statesOf(simulation)).toEqual(['each SUCCESS', 'loop[x] SUCCESS', 'poll SUCCESS', 'b[x] SUCCESS']);
    expect(runOf(simulation, 'loop').outputs).toEqual({ iterationCount: 3 });
  });

  it('given ten thousand values, then it stays fast', async () => {
    const began = performance.now();
    const simulation = await simulateYaml(
      each('"{{ range(1, 10000) }}"', task('a'), ', concurrencyLimit: 0'),
    );
    expect(simulation.runs).toHaveLength(10_001);
    expect(performance.now() - began).toBeLessThan(8_000);
  });
});

describe('the deprecated loops (flow-language §6.1)', () => {
  it('EachSequential is a ForEach with a limit of one', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('each', 'EachSequential', `value: '["x", "y"]', tasks: [${task('a')}, ${task('b')}]`)}]`,
    );
    expect(statesOf(simulation)).toEqual([
      'each SUCCESS',
      'a[x] SUCCESS',
      'b[x] SUCCESS',
      'a[y] SUCCESS',
      'b[y] SUCCESS',
    ]);
  });

  it('EachParallel starts every pair of value and task at once', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('each', 'EachParallel', `value: '["x", "y"]', tasks: [${task('a')}, ${task('b')}]`)}]`,
    );
    expect(statesOf(simulation)).toHaveLength(5);
    expect(new Set(simulation.runs.map(({ state }) => state.histories[0]!.date)).size).toBe(1);
  });

  it('is understood by its old name', async () => {
    const simulation = await simulateYaml(
      `tasks: [{ id: each, type: io.kestra.core.tasks.flows.EachSequential, value: '["x"]', tasks: [${task('a')}] }]`,
    );
    expect(statesOf(simulation)).toEqual(['each SUCCESS', 'a[x] SUCCESS']);
  });
});
