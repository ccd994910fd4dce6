import { expect, it, vi } from 'vitest';
import { engineWorld } from '../../support/engine.ts';

it('given one execution that waits and one whose task runs, then the engine tells both, and nothing when they ended', async () => {
  const { start, engine, reached } = await engineWorld();
  const waiting = await start('tasks: [{ id: ask, type: io.kestra.plugin.core.flow.Pause }]');
  await reached(waiting.id, 'ask', 'PAUSED');
  expect(engine.load()).toEqual({ executions: [waiting.id], attempts: 0, awaited: 0 });
  const running = await start(
    'tasks: [{ id: nap, type: io.kestra.plugin.scripts.shell.Commands, taskRunner: { type: io.kestra.plugin.core.runner.Process }, commands: ["sleep 60"] }]',
  );
  await vi.waitFor(() => expect(engine.load().attempts).toBe(1));
  expect(engine.load()).toEqual({ executions: [waiting.id, running.id], attempts: 1, awaited: 0 });
  await engine.kill(running.id);
  await engine.kill(waiting.id);
  await engine.idle();
  expect(engine.load()).toEqual({ executions: [], attempts: 0, awaited: 0 });
});

it('given an execution whose retry is a new execution, then the engine awaits that', async () => {
  const { start, engine } = await engineWorld();
  const { id } = await start(
    'retry: { type: constant, interval: PT5M, behavior: CREATE_NEW_EXECUTION, maxAttempts: 2 }\ntasks: [{ id: a, type: io.kestra.plugin.core.execution.Fail }]',
  );
  await engine.ended(id);
  expect(engine.load()).toEqual({ executions: [], attempts: 0, awaited: 1 });
});
