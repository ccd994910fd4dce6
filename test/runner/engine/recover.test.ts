import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { openSqliteBackend } from '../../../runner/backend/sqlite/index.ts';
import type { Execution, TaskRun } from '../../../runner/execution/types.ts';

const program = fileURLToPath(new URL('../../support/recoveringEngine.ts', import.meta.url));

/** Every shell task leaves a line in a file of its own, which no database knows about. */
const flow = `id: recovered
namespace: tests
tasks:
  - id: first
    type: io.kestra.plugin.scripts.shell.Commands
    commands: ["echo run >> $RECORD/first"]
    env: {RECORD: "{{ envs.record }}"}
  - id: both
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
      - id: sleep
        type: io.kestra.plugin.core.flow.Sleep
        duration: PT0.1S
      - id: each
        type: io.kestra.plugin.core.flow.ForEach
        values: ["a", "b", "c"]
        concurrencyLimit: 2
        tasks:
          - id: write
            type: io.kestra.plugin.scripts.shell.Commands
            commands: ["echo run >> $RECORD/write-{{ taskrun.value }}"]
            env: {RECORD: "{{ envs.record }}"}
          - id: read
            type: io.kestra.plugin.core.debug.Return
            format: "{{ taskrun.value }}"
  - id: decide
    type: io.kestra.plugin.core.flow.If
    condition: "{{ outputs.read['b'].value == 'b' }}"
    then:
      - id: flaky
        type: io.kestra.plugin.scripts.shell.Commands
        commands: ["echo run >> $RECORD/flaky", "exit 3"]
        env: {RECORD: "{{ envs.record }}"}
        retry: {type: constant, interval: PT0.05S, maxAttempts: 2}
        allowFailure: true
  - id: child
    type: io.kestra.plugin.core.flow.Subflow
    namespace: tests
    flowId: child
afterExecution:
  - id: after
    type: io.kestra.plugin.scripts.shell.Commands
    commands: ["echo run >> $RECORD/after"]
    env: {RECORD: "{{ envs.record }}"}
`;
const child = `id: child
namespace: tests
tasks:
  - id: inner
    type: io.kestra.plugin.scripts.shell.Commands
    commands: ["echo run >> $RECORD/inner"]
    env: {RECORD: "{{ envs.record }}"}
`;

describe('an engine that is killed with -9, again and again', () => {
  const homes: string[] = [];
  afterEach(async () => {
    await Promise.all(homes.splice(0).map((home) => rm(home, { recursive: true, force: true })));
  });

  const rounds = Number(process.env['TUTTI_KILL_ROUNDS'] ?? 2);

  it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    'loses nothing: every task run ends, what had ended is not run again (round %i)',
    async (round) => {
      const home = await newHome(homes);
      for (let kill = 0; kill < 6; kill++) {
        // Moments all over the second that an undisturbed run takes.
        if ((await runProgram(home, 150 + ((round * 97 + kill * 211) % 900))) === 'ended') break;
      }
      expect(await runProgram(home)).toBe('ended');

      const { execution, taskRuns, executions } = await read(home);
      expect(executions.map(({ state }) => state.current).sort()).toEqual(['SUCCESS', 'WARNING']);
      expect(execution?.state.current).toBe('WARNING');
      expect(
        Object.fromEntries(
          taskRuns.map(({ taskId, value, state }) => [[taskId, value].filter(Boolean).join(), state.current]),
        ),
      ).toEqual({
        first: 'SUCCESS',
        both: 'SUCCESS',
        sleep: 'SUCCESS',
        each: 'SUCCESS',
        'write,a': 'SUCCESS',
        'write,b': 'SUCCESS',
        'write,c': 'SUCCESS',
        'read,a': 'SUCCESS',
        'read,b': 'SUCCESS',
        'read,c': 'SUCCESS',
        decide: 'WARNING',
        flaky: 'WARNING',
        child: 'SUCCESS',
        after: 'SUCCESS',
      });
      // Once for each attempt that was not interrupted; an interrupted one may or may not have come that far.
      for (const run of taskRuns.filter(({ taskId }) =>
        ['first', 'write', 'flaky', 'after'].includes(taskId),
      ))
        await expectRecord(home, run);
    },
    60_000,
  );
});

async function expectRecord(home: string, run: TaskRun): Promise<void> {
  const name = run.value === undefined ? run.taskId : `${run.taskId}-${run.value}`;
  const lines = (await readFile(join(home, 'record', name), 'utf8')).trim().split('\n').length;
  const interrupted = run.attempts!.filter(({ state }) => state.current === 'KILLED').length;
  const finished = run.attempts!.length - interrupted;
  expect(lines, name).toBeGreaterThanOrEqual(finished);
  expect(lines, name).toBeLessThanOrEqual(finished + interrupted);
}

async function newHome(homes: string[]): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'tutti-recover-'));
  homes.push(home);
  await mkdir(join(home, 'record'));
  await mkdir(join(home, 'flows'));
  await writeFile(join(home, 'flow.yaml'), flow);
  await writeFile(join(home, 'flows', 'child.yaml'), child);
  return home;
}

/** Runs the program to its end, or kills it after some milliseconds. */
function runProgram(home: string, killAfter?: number): Promise<'ended' | 'killed'> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, [program, home], {
      env: { ...process.env, ENV_RECORD: join(home, 'record') },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    process_.stderr.on('data', (data) => {
      stderr += data;
    });
    const timer = killAfter === undefined ? undefined : setTimeout(() => process_.kill('SIGKILL'), killAfter);
    process_.on('close', (code, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') resolve('killed');
      else if (code === 0) resolve('ended');
      else reject(new Error(`The program ended with ${code}: ${stderr}`));
    });
  });
}

async function read(
  home: string,
): Promise<{ execution: Execution | undefined; taskRuns: TaskRun[]; executions: Execution[] }> {
  const backend = await openSqliteBackend({ home: join(home, 'state') });
  try {
    const executions = await backend.executions({});
    return {
      execution: await backend.execution('theOneExecution'),
      taskRuns: await backend.taskRuns('theOneExecution'),
      executions,
    };
  } finally {
    await backend.close();
  }
}
