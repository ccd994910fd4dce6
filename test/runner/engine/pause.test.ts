import { describe, expect, it } from 'vitest';
import { engineWorld, states } from '../../support/engine.ts';
import { task } from '../../support/simulation.ts';

const pause = (more = '') => `{ id: ask, type: io.kestra.plugin.core.flow.Pause${more} }`;

describe('Pause (flow-language §6.1, §7.8, §7.9)', () => {
  it('given a resume, then the pause without tasks is SUCCESS at once, and the rest runs', async () => {
    const { start, engine, reached, backend } = await engineWorld();
    const { id } = await start(`tasks: [${pause()}, ${task('b')}, ${task('c')}]`);
    await reached(id, 'ask', 'PAUSED');
    expect(await backend.taskRuns(id)).toHaveLength(1);
    expect((await backend.execution(id))!.state.current).toBe('PAUSED');
    await engine.control(id, { type: 'resume', by: 'ada' });
    const ended = await engine.ended(id);
    expect(states(ended)).toEqual(['ask SUCCESS', 'b SUCCESS', 'c SUCCESS']);
    const [ask] = ended.taskRunList;
    expect(ask!.state.histories.map(({ state }) => state)).toEqual([
      'CREATED',
      'RUNNING',
      'PAUSED',
      'SUCCESS',
    ]);
    expect(ask!.outputs).toMatchObject({ resumed: { by: 'ada', to: 'RUNNING' } });
    expect(ended.state.histories.map(({ state }) => state)).toEqual([
      'CREATED',
      'RUNNING',
      'PAUSED',
      'RESTARTED',
      'RUNNING',
      'SUCCESS',
    ]);
  });

  it('given a kill while it is paused, then it is KILLED, and nothing follows', async () => {
    const { start, engine, reached } = await engineWorld();
    const { id } = await start(`tasks: [${pause()}, ${task('never')}]`);
    await reached(id, 'ask', 'PAUSED');
    await engine.control(id, { type: 'kill' });
    const ended = await engine.ended(id);
    expect(states(ended)).toEqual(['ask KILLED']);
    expect(ended.state.histories.map(({ state }) => state).slice(-3)).toEqual([
      'PAUSED',
      'KILLING',
      'KILLED',
    ]);
  });

  it('given tasks of it of which one fails, then a restart goes on with that one, in the same execution', async () => {
    const { run, engine } = await engineWorld();
    const fail =
      '{ id: c, type: io.kestra.plugin.core.execution.Fail, condition: "{{ taskrun.attemptsCount == 0 }}" }';
    const first = await run(
      `tasks: [${task('a')}, ${task('b')}, ${pause(`, delay: PT0.02S, tasks: [${fail}, ${task('d')}]`)}]`,
    );
    expect(states(first)).toEqual(['a SUCCESS', 'b SUCCESS', 'ask FAILED', 'c FAILED']);
    const restarted = await engine.restart(first.id);
    expect([restarted.id, restarted.parentId]).toEqual([first.id, undefined]);
    const ended = await engine.ended(first.id);
    expect(states(ended)).toEqual(['a SUCCESS', 'b SUCCESS', 'ask SUCCESS', 'c SUCCESS', 'd SUCCESS']);
    expect(ended.taskRunList.map(({ attempts }) => attempts?.length)).toEqual([1, 1, undefined, 2, 1]);
    const histories = ended.taskRunList[2]!.state.histories.map(({ state }) => state);
    expect(histories.filter((state) => state === 'PAUSED')).toHaveLength(1);
  });
});
