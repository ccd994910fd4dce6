import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { parseBreakpoints, watchBreakpoints } from '../../../cli/run/breakpoints.ts';
import { engineWorld, states } from '../../support/engine.ts';
import { task } from '../../support/simulation.ts';

describe('breakpoints of a command (flow-language §7.9)', () => {
  it('given `task` or `task.value`, then they name a task, or one value of a loop', () => {
    expect(parseBreakpoints(['a', 'b.2026-01.x'])).toEqual([{ id: 'a' }, { id: 'b', value: '2026-01.x' }]);
  });

  it('given Enter at each stop, then the execution goes on from one breakpoint to the next', async () => {
    const { engine, flow } = await engineWorld();
    const input = new PassThrough();
    const said: string[] = [];
    const executionId = 'stopped';
    const watch = watchBreakpoints({
      engine,
      executionId,
      input,
      say: (text) => said.push(text),
      commandOptions: ' --repo x',
    });
    const stopListening = engine.listen(watch);
    const loop = `{ id: each, type: io.kestra.plugin.core.flow.ForEach, values: [x, y], tasks: [${task('b')}] }`;
    await engine.start({
      flow: await flow(`tasks: [${task('a')}, ${loop}]`),
      executionId,
      breakpoints: parseBreakpoints(['a', 'b.y']),
    });
    const end = engine.ended(executionId);

    await expect.poll(() => said).toHaveLength(1);
    input.write('\n');
    await expect.poll(() => said).toHaveLength(2);
    input.write('\n');
    const ended = await end;
    expect(said).toEqual(
      ['a', 'b[y]'].map(
        (name) =>
          `Stopped before ${name}. Enter, or \`tutti executions resume stopped --repo x\`, lets it go on.`,
      ),
    );
    expect(states(ended)).toEqual(['a SUCCESS', 'each SUCCESS', 'b[x] SUCCESS', 'b[y] SUCCESS']);
    watch.close();
    stopListening();
    expect(input.listenerCount('data')).toBe(0);
  });
});
