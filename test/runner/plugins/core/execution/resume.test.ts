import { describe, expect, test } from 'vitest';
import { engineWorld, states } from '../../../../support/engine.ts';

const core = 'io.kestra.plugin.core';
const pause = (id: string, onResume = '') => `- { id: ${id}, type: ${core}.flow.Pause${onResume} }`;
const resume = (properties: string) => `- { id: resume, type: ${core}.execution.Resume${properties} }`;

describe('execution.Resume (flow-language §6.2)', () => {
  test('given a paused execution, then another one lets it go on and both end SUCCESS', async () => {
    const { start, run, reached, engine } = await engineWorld();
    const paused = await start(`tasks:\n  ${pause('hold')}\n  ${pause('again')}`);
    await reached(paused.id, 'hold', 'PAUSED');
    const resuming = await run(
      `tasks:\n  ${resume(`, executionId: "{{ inputs.which }}"`)}\ninputs:\n  - { id: which, type: STRING }`,
      {
        inputs: { which: paused.id },
      },
    );
    expect(states(resuming)).toEqual(['resume SUCCESS']);
    await reached(paused.id, 'again', 'PAUSED');
    await run(`tasks:\n  ${resume(`, executionId: ${paused.id}`)}`);
    const ended = await engine.ended(paused.id);
    expect(ended.state.current).toBe('SUCCESS');
    expect(ended.state.histories.map(({ state }) => state)).toContain('RESTARTED');
  });

  test('given inputs, then the pause has them, converted; and what it refuses fails the task and leaves it paused', async () => {
    const { start, run, reached, engine, messages } = await engineWorld();
    const paused = await start(
      `tasks:\n  ${pause('hold', ', onResume: [{ id: approved, type: BOOL }, { id: count, type: INT }]')}`,
    );
    await reached(paused.id, 'hold', 'PAUSED');
    const refused = await run(
      `tasks:\n  ${resume(`, executionId: ${paused.id}, inputs: { approved: true, count: many }`)}`,
    );
    expect(states(refused)).toEqual(['resume FAILED']);
    expect((await messages(refused.id, 'ERROR')).join('\n')).toContain('count');
    await reached(paused.id, 'hold', 'PAUSED');
    await run(
      `tasks:\n  ${resume(`, executionId: ${paused.id}, inputs: { approved: "{{ 1 < 2 }}", count: 3 }`)}`,
    );
    const ended = await engine.ended(paused.id);
    expect(ended.taskRunList[0]!.outputs!['onResume']).toEqual({ approved: true, count: 3 });
  });

  test('given a flow and no execution, then the execution of it that was paused last goes on', async () => {
    const { start, run, reached, engine, backend } = await engineWorld();
    const first = await start(`tasks:\n  ${pause('hold')}`);
    await reached(first.id, 'hold', 'PAUSED');
    const last = await start(`tasks:\n  ${pause('hold')}`);
    await reached(last.id, 'hold', 'PAUSED');
    await run(`tasks:\n  ${resume(', namespace: tests, flowId: flow')}`);
    expect((await engine.ended(last.id)).state.current).toBe('SUCCESS');
    expect((await backend.execution(first.id))?.state.current).toBe('PAUSED');
  });

  test('given no execution at all, then it is the current one, paused in another branch', async () => {
    const { run } = await engineWorld();
    const ended = await run(`tasks:
  - id: both
    type: ${core}.flow.Parallel
    tasks:
      ${pause('hold')}
      ${resume('')}`);
    expect(ended.state.current).toBe('SUCCESS');
    expect(states(ended)).toContain('hold SUCCESS');
  });

  test.each([
    ['an unknown execution', ', executionId: nothing', 'No execution found for execution id nothing'],
    [
      'an execution of another flow',
      ', executionId: ID, flowId: other',
      'is one of tests.flow, not of tests.other',
    ],
    ['an execution that has ended', ', executionId: ID', "is not paused, can't resume it"],
    ['a flow of which nothing is paused', ', flowId: flow', 'No execution of tests.flow is paused'],
  ])('given %s, then the task fails and says so', async (_, properties, message) => {
    const { run, messages } = await engineWorld();
    const other = await run(`tasks:\n  - { id: a, type: ${core}.debug.Return }`);
    const failed = await run(`tasks:\n  ${resume(properties.replace('ID', other.id))}`);
    expect(states(failed)).toEqual(['resume FAILED']);
    expect((await messages(failed.id, 'ERROR'))[0]).toContain(message);
  });
});
