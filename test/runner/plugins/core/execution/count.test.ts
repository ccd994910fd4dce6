import { describe, expect, test } from 'vitest';
import { type EngineWorld, engineWorld } from '../../../../support/engine.ts';

const core = 'io.kestra.plugin.core';
const count = (properties: string) => `tasks:\n  - { id: count, type: ${core}.execution.Count${properties} }`;

/** Two executions of `tests.flow` that succeeded, and one that failed. */
async function three(): Promise<EngineWorld> {
  const world = await engineWorld();
  await world.run(`tasks: [{ id: a, type: ${core}.debug.Return }]`);
  await world.run(`tasks: [{ id: a, type: ${core}.debug.Return }]`);
  await world.run(`tasks: [{ id: a, type: ${core}.execution.Fail }]`);
  return world;
}

describe('execution.Count (flow-language §6.2)', () => {
  test('given flows, then each is counted, in the states and dates that are asked for', async () => {
    const { run } = await three();
    const ended = await run(
      count(
        ', states: [SUCCESS], startDate: "{{ now() | dateAdd(-1, \'HOURS\') }}", endDate: "{{ now() }}", flows: [{ namespace: tests, flowId: "{{ flow.id }}" }, { namespace: tests, flowId: other }]',
      ),
    );
    expect(ended.taskRunList[0]!.outputs).toEqual({
      results: [
        { namespace: 'tests', flowId: 'flow', count: 2 },
        { namespace: 'tests', flowId: 'other', count: 0 },
      ],
      total: 2,
    });
  });

  test('given namespaces and an expression, then only the counts stay that it is true of', async () => {
    const { run } = await three();
    const ended = await run(
      count(', states: [FAILED], namespaces: [tests, other], expression: "{{ count >= 1 }}"'),
    );
    expect(ended.taskRunList[0]!.outputs).toEqual({ results: [{ namespace: 'tests', count: 1 }], total: 1 });
  });

  test('given dates of the past, then nothing is counted', async () => {
    const { run } = await three();
    const ended = await run(
      count(', namespaces: [tests], endDate: "2020-01-01T00:00:00+01:00[Europe/Paris]"'),
    );
    expect(ended.taskRunList[0]!.outputs).toMatchObject({ total: 0 });
  });

  test('given neither flows nor namespaces, then it fails and says what is missing', async () => {
    const { run, messages } = await engineWorld();
    const ended = await run(count(', states: [FAILED]'));
    expect(ended.state.current).toBe('FAILED');
    expect((await messages(ended.id, 'ERROR'))[0]).toContain('set `flows` or `namespaces`');
  });
});
