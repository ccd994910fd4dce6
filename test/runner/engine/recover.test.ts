import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteBackend } from '../../../runner/backend/sqlite/index.ts';
import { fleet } from '../../support/fleet.ts';
import { type Ended, expectBooked, interruptedIn } from '../../support/ledger.ts';

const program = fileURLToPath(new URL('../../support/recoveringFleet.ts', import.meta.url));

/** Executions of a round that are asked for; subflows come on top. */
const executions = 128;
const rounds = Number(process.env['TUTTI_KILL_ROUNDS'] ?? 2);

describe('an engine that is killed with -9, again and again', () => {
  it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    'loses nothing: every execution ends as it must, what had ended is not run again (round %i)',
    async (round) => {
      const home = await newHome();
      const isolation = round % 2 === 0 ? 'processes' : 'threads';
      let kills = 0;
      // A task that is interrupted five times in a row is given up.
      while (kills < 4 && (await runProgram(home, isolation, 450 + Math.random() * 1_000)) === 'killed')
        kills++;
      expect(await runProgram(home, isolation)).toBe('ended');

      const all = await read(home);
      const asked = all.filter(({ execution }) => !execution.trigger);
      expect(asked.map(({ execution }) => execution.id).sort()).toEqual(
        Array.from({ length: executions }, (_, at) => `execution${at}`).sort(),
      );
      const count = (flowId: string) => all.filter(({ execution }) => execution.flowId === flowId).length;
      expect(count('child')).toBe(count('parent'));
      expectBooked(all, join(home, 'record'));
      if (rounds > 2)
        console.log(
          `${isolation}: ${all.length} executions, ${kills} kills, ${interruptedIn(all)} interrupted`,
        );
    },
    120_000,
  );
});

async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'tutti-recover-'));
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));
  await mkdir(join(home, 'record'));
  await mkdir(join(home, 'flows'));
  for (const { id, source } of fleet) await writeFile(join(home, 'flows', `${id}.yaml`), source);
  return home;
}

/** Runs the program to its end, or kills it after some milliseconds. */
function runProgram(home: string, isolation: string, killAfter?: number): Promise<'ended' | 'killed'> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, [program, home, String(executions), isolation], {
      env: { ...process.env, ENV_RECORD: join(home, 'record') },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    process_.stderr.on('data', (data) => {
      stderr += data;
    });
    const timer = killAfter === undefined ? undefined : setTimeout(() => process_.kill('SIGKILL'), killAfter);
    // What it started may have its stderr still.
    process_.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') resolve('killed');
      else if (code === 0) resolve('ended');
      else reject(new Error(`The program ended with ${code}: ${stderr}`));
    });
  });
}

async function read(home: string): Promise<Ended[]> {
  const backend = await openSqliteBackend({ home: join(home, 'state') });
  try {
    const found = await backend.executions({ limit: 10_000 });
    return await Promise.all(
      found.map(async (execution) => ({ execution, taskRuns: await backend.taskRuns(execution.id) })),
    );
  } finally {
    await backend.close();
  }
}
