import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawFrame, type Frame } from '../../../cli/live/draw.ts';
import { createTree, type TaskRunTree } from '../../../cli/live/tree.ts';
import { createPaint } from '../../../cli/paint.ts';
import type { StateName, TaskRun } from '../../../runner/execution/types.ts';
import { execution, noon, taskRun } from './builders.ts';

function treeOf(runs: readonly TaskRun[]): TaskRunTree {
  const tree = createTree('execution-1');
  tree.apply(execution('RUNNING'), runs);
  return tree;
}

function draw(tree: TaskRunTree, size: Partial<Frame> = {}): string {
  return drawFrame(tree, {
    columns: 80,
    rows: 24,
    now: noon + 2000,
    paint: createPaint(false),
    tail: [],
    ...size,
  });
}

const loop = (count: number, state: (index: number) => StateName) => [
  taskRun('each', 'RUNNING'),
  ...Array.from({ length: count }, (_, index) =>
    taskRun('work', state(index), { value: String(index), parentTaskRunId: 'each' }),
  ),
];

describe('a running execution', () => {
  test('is drawn as a tree with states and durations', () => {
    const tree = treeOf([
      taskRun('load', 'SUCCESS'),
      ...loop(2, (index) => (index === 0 ? 'FAILED' : 'RUNNING')),
      taskRun('store', 'CREATED'),
    ]);
    expect(draw(tree)).toBe(`▶ RUNNING company.team.hello 2.00 s
  ✔ load  0.50 s
  ▶ each  2.00 s
    ✖ work[0]  FAILED  0.50 s
    ▶ work[1]  2.00 s
  · store`);
  });

  test('follows changes, also of records that were changed in place', () => {
    const run = taskRun('load', 'RUNNING');
    const tree = treeOf([run]);
    run.state.current = 'SUCCESS';
    tree.apply(execution('SUCCESS'), [run]);
    expect([...tree.below()!.byState].map(([state, ids]) => [state, ids.size])).toEqual([
      ['RUNNING', 0],
      ['SUCCESS', 1],
    ]);
    expect(draw(tree)).toContain('✔ SUCCESS company.team.hello 1.50 s\n  ✔ load');
  });

  test('leaves out other executions', () => {
    const tree = treeOf([]);
    tree.apply(execution('RUNNING', { id: 'child' }), [
      taskRun('other', 'RUNNING', { executionId: 'child' }),
    ]);
    expect(draw(tree)).not.toContain('other');
  });

  test('shows the attempt that is being made', () => {
    const attempts = [{ state: taskRun('x', 'FAILED').state }, { state: taskRun('x', 'RUNNING').state }];
    expect(draw(treeOf([taskRun('flaky', 'RUNNING', { attempts })]))).toContain('▶ flaky  attempt 2  2.00 s');
  });

  test('shows the last log lines below it, as many as there is room for', () => {
    const tail = ['one', 'two', 'three', 'four', 'five'];
    expect(
      draw(treeOf([taskRun('a', 'RUNNING')]), { tail })
        .split('\n')
        .slice(2),
    ).toEqual(['', ...tail]);
    expect(
      draw(treeOf([taskRun('a', 'RUNNING')]), { tail, rows: 6 })
        .split('\n')
        .slice(-3),
    ).toEqual(['three', 'four', 'five']);
  });
});

describe('a loop over ten thousand values', () => {
  const tree = treeOf(
    loop(10_000, (index) =>
      index < 9120 ? 'SUCCESS' : index === 9121 ? 'FAILED' : index < 9130 ? 'RUNNING' : 'CREATED',
    ),
  );

  test('is summed up by state, with the failed and running ones below', () => {
    const picture = draw(tree);
    expect(picture).toContain('10,000 in all: ✖ 1 FAILED  ▶ 9 RUNNING  · 870 CREATED  ✔ 9,120 SUCCESS');
    expect(picture).toContain('✖ work[9121]');
    expect(picture).toContain('▶ work[9120]');
    expect(picture).not.toContain('work[5]');
    expect(picture.split('\n')).toHaveLength(1 + 1 + 1 + 10);
  });

  test('is drawn quickly, fifteen times a second', () => {
    const started = performance.now();
    for (let i = 0; i < 15; i++) draw(tree);
    expect(performance.now() - started).toBeLessThan(300);
  });
});

test('where there is no room, what is inside finished tasks is left out first', () => {
  const parent = (id: string, state: StateName) => [
    taskRun(id, state),
    ...[1, 2, 3].map((n) => taskRun(`${id}${n}`, state, { parentTaskRunId: id })),
  ];
  const picture = draw(treeOf([...parent('old', 'SUCCESS'), ...parent('now', 'RUNNING')]), { rows: 6 });
  expect(picture).not.toContain('old1');
  expect(picture).toContain('now3');
});

test('a picture never exceeds the terminal', () => {
  const state = fc.constantFrom<StateName>('CREATED', 'RUNNING', 'SUCCESS', 'FAILED', 'PAUSED', 'RETRYING');
  const run = fc.record({ state, parent: fc.nat(), value: fc.option(fc.string({ maxLength: 80 })) });
  fc.assert(
    fc.property(
      fc.array(run, { maxLength: 120 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 10, max: 120 }),
      fc.array(fc.string(), { maxLength: 10 }),
      (runs, rows, columns, tail) => {
        const records = runs.map(({ state: current, parent, value }, index) =>
          taskRun(`task-${index}`, current, {
            id: `run-${index}`,
            value: value ?? undefined,
            // Every third is a root, the others hang below an earlier one.
            parentTaskRunId: index === 0 || parent % 3 === 0 ? undefined : `run-${parent % index}`,
          }),
        );
        const lines = draw(treeOf(records), { rows, columns, tail }).split('\n');
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      },
    ),
    { numRuns: 200 },
  );
});
