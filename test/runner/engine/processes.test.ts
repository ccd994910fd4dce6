import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { engineWorld, states } from '../../support/engine.ts';

describe('a task in a process of a pool', () => {
  it.each(['objects', 'map', 'abort'])(
    'given one that takes its process along (%s), then it alone fails, says so, and the next one runs',
    async (how) => {
      const { run, messages } = await engineWorld({ threads: 1, isolation: 'processes' });
      const ended = await run(
        `tasks: [{ id: a, type: test.TakeAlong, how: ${how}, allowFailure: true, timeout: PT40S }, { id: b, type: test.Give, value: 1 }]`,
      );
      expect(states(ended)).toEqual(['a WARNING', 'b SUCCESS']);
      expect((await messages(ended.id, 'ERROR'))[0]).toMatch(
        /more memory than a worker may have|ended unexpectedly \(SIGSEGV\)/,
      );
    },
    60_000,
  );

  it('given that the engine is killed while a task spins, then no process of it stays', async () => {
    const engine = spawn(process.execPath, [fileURLToPath(new URL('./spinning.ts', import.meta.url))], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(engine.stdout), 'line')) as [string];
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    engine.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 15_000, interval: 200 }).toBe(false);
  }, 20_000);

  it('given processes that rest, then closing the engine ends them', async () => {
    const { run, engine } = await engineWorld({ threads: 2, isolation: 'processes' });
    const ended = await run('tasks: [{ id: a, type: test.Pid }]');
    const pid = ended.taskRunList[0]!.outputs!['pid'] as number;
    expect(pid).not.toBe(process.pid);
    expect(isAlive(pid)).toBe(true);
    await engine.close();
    expect(isAlive(pid)).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
