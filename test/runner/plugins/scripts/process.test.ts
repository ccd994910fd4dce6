import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { longestLine } from '../../../../runner/plugins/scripts/process/lines.ts';
import { type ProcessOptions, runProcess } from '../../../../runner/plugins/scripts/process/run.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'process-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function shell(script: string, options: Partial<ProcessOptions> = {}) {
  const lines = { stdout: [] as string[], stderr: [] as string[] };
  const exitCode = await runProcess({
    command: ['/bin/sh', '-c', script],
    directory,
    environment: { PATH: process.env['PATH'] },
    signal: new AbortController().signal,
    onLines: (stream, batch) => void lines[stream].push(...batch),
    ...options,
  });
  return { exitCode, ...lines };
}

describe('a process that ends by itself', () => {
  it('gives its exit code and the lines of both streams', async () => {
    expect(await shell('echo one; echo two >&2; echo three; exit 7')).toEqual({
      exitCode: 7,
      stdout: ['one', 'three'],
      stderr: ['two'],
    });
  });

  it('gives 128 + the number of the signal that ended it', async () => {
    expect((await shell('kill -9 $$')).exitCode).toBe(137);
  });

  it('runs in the directory, with the given environment only', async () => {
    const { stdout } = await shell('pwd; echo $GREETING; echo [$HOME]', {
      environment: { GREETING: 'hello' },
    });
    expect(stdout).toEqual([directory, 'hello', '[]']);
  });

  it('finds its input closed', async () => {
    expect((await shell('cat; echo end')).stdout).toEqual(['end']);
  });

  it('can open its own streams by name', async () => {
    const { stdout, stderr, exitCode } = await shell('echo out > /dev/stdout; echo err > /dev/stderr');
    expect({ stdout, stderr, exitCode }).toEqual({ stdout: ['out'], stderr: ['err'], exitCode: 0 });
  });

  it('does not wait for what it left in the background', async () => {
    const { stdout } = await shell('sleep 30 & echo $!');
    process.kill(Number(stdout[0]));
    expect(stdout).toHaveLength(1);
  }, 5_000);
});

describe('lines', () => {
  it('end with a line feed, a carriage return, or both, and the last one with the stream', async () => {
    expect((await shell("printf 'a\\r\\nb\\rc\\n\\nd'")).stdout).toEqual(['a', 'b', 'c', '', 'd']);
  });

  it('keep characters that fall on the border of two reads', async () => {
    const { stdout } = await shell("printf 'gr\\303'; sleep 0.05; printf '\\274n'");
    expect(stdout).toEqual(['grün']);
  });

  it('come in order, 100,000 of them in well under two seconds', async () => {
    const started = performance.now();
    const { stdout } = await shell('seq 100000');
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(stdout).toEqual(Array.from({ length: 100_000 }, (_, index) => String(index + 1)));
  });

  it('are cut, with a note, when they are too long', async () => {
    const { stdout } = await shell(
      `head -c ${longestLine + 5_000_000} /dev/zero | tr '\\0' x; echo; echo next`,
    );
    expect(stdout).toHaveLength(2);
    expect(stdout[0]).toMatch(/^x+ … \[line cut after 1048576 characters\]$/);
    expect(stdout[1]).toBe('next');
  });

  it('of 100 MB pass without being kept', async () => {
    const before = process.memoryUsage().rss;
    let characters = 0;
    let most = 0;
    await shell('yes abcdefghijklmnopqrstuvwxyz | head -c 100000000', {
      onLines(_, lines) {
        for (const line of lines) characters += line.length + 1;
        most = Math.max(most, process.memoryUsage.rss() - before);
      },
    });
    expect(characters).toBeGreaterThanOrEqual(100_000_000);
    expect(most).toBeLessThan(80_000_000);
  });

  it('wait in the process while those before them are being taken', async () => {
    const progress = join(directory, 'progress');
    let free: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => {
      free = resolve;
    });
    const running = shell(
      `i=0; while [ $i -lt 40000 ]; do echo "line $i"; i=$((i+1)); done; echo end > ${progress}`,
      {
        onLines: () => busy,
      },
    );
    await sleep(300);
    await expect(readFile(progress)).rejects.toThrow('ENOENT');
    free();
    await running;
    expect(await readFile(progress, 'utf8')).toBe('end\n');
  });
});

describe('a kill', () => {
  it('ends grandchildren, those that left the group, and orphans', async () => {
    const pids = join(directory, 'pids');
    const killed = new AbortController();
    const running = shell(
      `sleep 100 & echo $! >> ${pids}
       setsid sh -c 'echo $$ >> ${pids}; sleep 100; :' &
       (setsid sh -c 'echo $$ >> ${pids}; sleep 100; :' &)
       wait`,
      { signal: killed.signal },
    );
    await expect.poll(async () => (await readFile(pids, 'utf8').catch(() => '')).split('\n').length).toBe(4);
    killed.abort(new Error('killed'));
    await expect(running).rejects.toThrow('killed');
    for (const pid of (await readFile(pids, 'utf8')).trim().split('\n'))
      expect(runs(Number(pid))).toBe(false);
  });

  it('lets a process end in its own way', async () => {
    const said: string[] = [];
    const running = shell('trap "echo bye; exit 0" TERM; echo ready; while :; do sleep 0.05; done', {
      signal: AbortSignal.timeout(300),
      onLines: (stream, lines) => void (stream === 'stdout' && said.push(...lines)),
    });
    await expect(running).rejects.toThrow('timeout');
    expect(said).toEqual(['ready', 'bye']);
  });

  it('ends by force what does not end within the grace', async () => {
    const started = performance.now();
    const running = shell('trap "" TERM; while :; do sleep 0.05; done', {
      signal: AbortSignal.timeout(100),
      killGrace: 200,
    });
    await expect(running).rejects.toThrow('timeout');
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('before the start starts nothing', async () => {
    await expect(shell('exit 0', { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
      'too late',
    );
  });
});

describe('a process that cannot be started', () => {
  it('says that there is no such program', async () => {
    await expect(shell('', { command: ['no-such-program'] })).rejects.toThrow(
      "Cannot run 'no-such-program': no such program.",
    );
  });

  it('says that the directory does not exist', async () => {
    await expect(shell('', { directory: join(directory, 'gone') })).rejects.toThrow(
      'working directory does not exist',
    );
  });

  it('says that its environment is too long', async () => {
    await expect(shell('', { environment: { LONG: 'x'.repeat(200_000) } })).rejects.toThrow('too long');
  });
});

it('A sink that fails ends the process and is told', async () => {
  const running = shell('echo first; sleep 100', {
    onLines() {
      throw new Error('the disk is full');
    },
  });
  await expect(running).rejects.toThrow('the disk is full');
}, 3_000);

/** Whether a process runs; a zombie does not. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !/^State:\s+Z/m.test(statusOf(pid));
}

function statusOf(pid: number): string {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return 'State: Z';
  }
}
