import { expect, test } from 'vitest';
import type { ExecutionDocument } from '../../../runner/execution/types.ts';
import {
  keptRuns,
  PlaygroundRefused,
  type PlaygroundRequest,
  play,
  recentRuns,
} from '../../../runner/playground/index.ts';
import { type EngineWorld, engineWorld } from '../../support/engine.ts';

const chain = (middle = 'two') => `
inputs:
  - id: name
    type: STRING
    defaults: Ada
tasks:
  - id: a
    type: io.kestra.plugin.core.debug.Return
    format: "one {{ inputs.name }}"
  - id: b
    type: io.kestra.plugin.core.debug.Return
    format: "${middle}"
  - id: c
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.b.value }} after"
  - id: d
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.a.value }}"
  - id: e
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.c.value }} and {{ outputs.d.value }}"
`;

interface Played {
  document: ExecutionDocument;
  reused: string[];
  ran: string[];
}

async function played(
  world: EngineWorld,
  source: string,
  task: string,
  more: Partial<PlaygroundRequest> = {},
): Promise<Played> {
  const reused: string[] = [];
  const { engine, backend } = world;
  const [id = '', value] = task.split('.');
  const execution = await play({
    engine,
    backend,
    flow: await world.flow(source),
    task: { id, ...(value !== undefined && { value }) },
    reused: (run) => void reused.push(run.value === undefined ? run.id : `${run.id}.${run.value}`),
    ...more,
  });
  const document = await engine.ended(execution.id);
  const ran = document.taskRunList
    .filter(({ attempts }) => attempts)
    .map(({ taskId, value: of }) => (of === undefined ? taskId : `${taskId}.${of}`))
    .filter((name) => !reused.includes(name));
  return { document, reused, ran };
}

test('given a flow never played, a task runs after those before it, and nothing after it', async () => {
  const { document, ran, reused } = await played(await engineWorld(), chain(), 'c');
  expect(ran).toEqual(['a', 'b', 'c']);
  expect(reused).toEqual([]);
  expect(document).toMatchObject({ kind: 'PLAYGROUND', state: { current: 'SUCCESS' } });
});

test('given an unchanged flow, the next task runs with what is known of those before it', async () => {
  const world = await engineWorld();
  await played(world, chain(), 'c');
  const { document, ran, reused } = await played(world, chain(), 'd');
  expect(reused).toEqual(['a', 'b', 'c']);
  expect(ran).toEqual(['d']);
  expect(document.taskRunList.map(({ outputs }) => outputs?.['value'])).toEqual([
    'one Ada',
    'two',
    'two after',
    'one Ada',
  ]);
});

test('given an unchanged flow, playing up to its last task again re-uses everything', async () => {
  const world = await engineWorld();
  await played(world, chain(), 'e', { extent: 'to' });
  for (const _ of [1, 2]) expect((await played(world, chain(), 'e', { extent: 'to' })).ran).toEqual([]);
});

test('given a changed task, it and what reads it run again, and nothing else', async () => {
  const world = await engineWorld();
  await played(world, chain(), 'e', { extent: 'to' });
  expect((await played(world, chain('other'), 'e', { extent: 'to' })).ran).toEqual(['b', 'c', 'e']);
});

test('given a task that is changed and gives the same, what reads it runs again', async () => {
  const world = await engineWorld();
  await played(world, chain(), 'e', { extent: 'to' });
  const same = await played(world, chain("{{ 'two' }}"), 'e', { extent: 'to' });
  expect(same.ran).toEqual(['b', 'c', 'e']);
});

test('given a changed input, what reads it runs again', async () => {
  const world = await engineWorld();
  await played(world, chain(), 'e', { extent: 'to' });
  const other = await played(world, chain(), 'e', { extent: 'to', inputs: { name: 'Bob' } });
  expect(other.ran).toEqual(['a', 'd', 'e']);
});

test('from a task on, everything runs, with what is known of those before it', async () => {
  const world = await engineWorld();
  await played(world, chain(), 'e', { extent: 'to' });
  expect((await played(world, chain(), 'c', { extent: 'from' })).ran).toEqual(['c', 'd', 'e']);
});

test('when it is to be fresh, nothing is re-used', async () => {
  const world = await engineWorld();
  await played(world, chain(), 'b');
  expect((await played(world, chain(), 'b', { fresh: true })).reused).toEqual([]);
});

const loop = `
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [x, y]
    tasks:
      - id: one
        type: io.kestra.plugin.core.debug.Return
        format: "{{ taskrun.value }}"
      - id: after
        type: io.kestra.plugin.core.debug.Return
        format: never
  - id: last
    type: io.kestra.plugin.core.debug.Return
    format: never
`;

test('of a loop, a task can be run for one value', async () => {
  const world = await engineWorld();
  expect((await played(world, loop, 'one')).ran).toEqual(['one.x', 'one.y']);
  expect((await played(world, loop, 'one.y')).ran).toEqual(['one.y']);
});

test('beside a task of a Dag, only its dependencies run', async () => {
  const dag = `
tasks:
  - id: dag
    type: io.kestra.plugin.core.flow.Dag
    tasks:
      - task: { id: a, type: io.kestra.plugin.core.debug.Return, format: a }
      - task: { id: b, type: io.kestra.plugin.core.debug.Return, format: b }
      - task: { id: c, type: io.kestra.plugin.core.debug.Return, format: c }
        dependsOn: [a]
`;
  expect((await played(await engineWorld(), dag, 'c')).ran).toEqual(['a', 'c']);
});

test('given a task that fails, its flow fails as usual and handles its errors', async () => {
  const failing = `
tasks:
  - { id: fail, type: io.kestra.plugin.core.execution.Fail }
  - { id: never, type: io.kestra.plugin.core.debug.Return, format: x }
errors:
  - { id: handler, type: io.kestra.plugin.core.debug.Return, format: x }
`;
  const world = await engineWorld();
  for (const _ of [1, 2]) {
    const { document, ran } = await played(world, failing, 'fail');
    expect(document.state.current).toBe('FAILED');
    expect(ran).toContain('fail');
    expect(document.taskRunList.map(({ taskId }) => taskId)).toEqual(['fail', 'handler']);
  }
});

test('given an input without default, the value of the last run is taken', async () => {
  const world = await engineWorld();
  const source = `
inputs: [{ id: name, type: STRING }]
tasks: [{ id: a, type: io.kestra.plugin.core.debug.Return, format: "{{ inputs.name }}" }]
`;
  await expect(played(world, source, 'a')).rejects.toThrow('name');
  await played(world, source, 'a', { inputs: { name: 'Ada' } });
  expect((await played(world, source, 'a')).document.inputs).toEqual({ name: 'Ada' });
});

test('given an unknown task, the message says which was meant', async () => {
  const world = await engineWorld();
  const asked = played(
    world,
    'tasks: [{ id: load, type: io.kestra.plugin.core.log.Log, message: x }]',
    'laod',
  );
  await expect(asked).rejects.toThrow(PlaygroundRefused);
  await expect(asked).rejects.toThrow('Did you mean “load”?');
});

test('the last ten runs are kept, apart from the history', async () => {
  const world = await engineWorld();
  const flow = await world.flow(chain());
  for (let run = 0; run < keptRuns + 3; run++) await played(world, chain(), 'a');
  expect(await recentRuns(world.backend, flow)).toHaveLength(keptRuns);
  expect(await world.backend.countExecutions({})).toBe(keptRuns);
  expect(await world.backend.countExecutions({ normalOnly: true })).toBe(0);
});
