import { describe, expect, it } from 'vitest';
import { engineWorld } from '../../support/engine.ts';

const tasks = 'tasks:\n  - id: hello\n    type: io.kestra.plugin.core.log.Log\n    message: hello';
const inMilliseconds = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

describe('an execution with a date to come (flow-language §7.1)', () => {
  it('given a date, then it is CREATED until then', async () => {
    const world = await engineWorld({ threads: 1 });
    const scheduleDate = inMilliseconds(200);
    const { id } = await world.start(tasks, { scheduleDate });
    expect((await world.backend.execution(id))?.state.current).toBe('CREATED');
    const ended = await world.engine.ended(id);
    const running = ended.state.histories.find(({ state }) => state === 'RUNNING');
    expect(ended.scheduleDate).toBe(scheduleDate);
    expect(Date.parse(running!.date)).toBeGreaterThanOrEqual(Date.parse(scheduleDate));
  });

  it('given an engine that stops before, then the next one waits for the rest', async () => {
    const first = await engineWorld({ threads: 1 });
    const scheduleDate = inMilliseconds(400);
    const { id } = await first.start(tasks, { scheduleDate });
    await first.engine.close();
    const second = await engineWorld({ threads: 1, backend: first.backend });
    expect(await second.engine.recover()).toEqual([id]);
    const ended = await second.engine.ended(id);
    const running = ended.state.histories.find(({ state }) => state === 'RUNNING');
    expect(Date.parse(running!.date)).toBeGreaterThanOrEqual(Date.parse(scheduleDate));
    expect(ended.state.current).toBe('SUCCESS');
  });

  it('given a kill before, then it is KILLED at once', async () => {
    const world = await engineWorld({ threads: 1 });
    const { id } = await world.start(tasks, { scheduleDate: inMilliseconds(60_000) });
    await world.engine.kill(id);
    expect((await world.engine.ended(id)).state.current).toBe('KILLED');
  });
});
