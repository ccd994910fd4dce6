import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { ended, repositoryOf, start, tutti } from './tutti.ts';

const flow = (id: string, rest: string) => `id: ${id}\nnamespace: company.team\n${rest}`;
const say = (id: string) => `{ id: ${id}, type: io.kestra.plugin.core.log.Log, message: "${id} says hello" }`;
const nap = '{ id: nap, type: io.kestra.plugin.core.flow.Sleep, duration: PT1M }';

const { root, remove } = repositoryOf({
  'flows/script.yaml': flow(
    'script',
    `tasks: [${say('first')}, { id: check, type: io.kestra.plugin.scripts.shell.Commands, commands: ['test -e "$READY"'], env: { READY: "{{ envs.ready }}" } }, ${say('last')}]`,
  ),
  'flows/broken.yaml': flow(
    'broken',
    `tasks: [${say('first')}, { id: wrong, type: io.kestra.plugin.core.execution.Fail }]`,
  ),
  'flows/quiet.yaml': flow(
    'quiet',
    `tasks: [{ id: wrong, type: io.kestra.plugin.core.execution.Fail, errorMessage: out of luck, logToFile: true }]`,
  ),
  'flows/naps.yaml': flow('naps', `tasks: [${say('first')}, ${nap}]`),
  'flows/approval.yaml': flow(
    'approval',
    `tasks: [{ id: ask, type: io.kestra.plugin.core.flow.Pause, onResume: [{ id: approved, type: BOOL }] }, { id: tell, type: io.kestra.plugin.core.debug.Return, format: "approved: {{ outputs.ask.onResume.approved }}" }]`,
  ),
});
afterAll(remove);
const ready = join(root, 'ready.txt');

/** Runs `tutti executions …` in the repository. */
const executions = (...args: string[]) =>
  tutti(['executions', ...args], { cwd: root, env: { ENV_READY: ready } });

/** Runs a flow to its end, and gives the execution. */
async function run(id: string) {
  const { out } = await tutti(['run', `company.team.${id}`, '--json'], {
    cwd: root,
    env: { ENV_READY: ready },
  });
  return JSON.parse(out);
}

/** Starts a flow in a process of its own, and gives the id of its execution when it is in a state. */
async function begin(id: string, state: string) {
  const child = start(['run', `company.team.${id}`], { cwd: root });
  const end = ended(child);
  for (;;) {
    const { out } = await executions('list', '--flow', id, '--state', state, '--json');
    const [execution] = JSON.parse(out).results;
    if (execution) return { id: execution.id as string, end };
    await delay(50);
  }
}

const statesOf = ({ taskRunList }: { taskRunList: { taskId: string; state: { current: string } }[] }) =>
  taskRunList.map(({ taskId, state }) => `${taskId} ${state.current}`);

describe('tutti executions', () => {
  test('restart: after a repair, the same execution goes on from the task that failed', async () => {
    rmSync(ready, { force: true });
    const first = await run('script');
    expect(statesOf(first)).toEqual(['first SUCCESS', 'check FAILED']);
    writeFileSync(ready, '');
    const { code, out } = await executions('restart', first.id, '--json');
    expect(code).toBe(0);
    const document = JSON.parse(out);
    expect(document.id).toBe(first.id);
    expect(statesOf(document)).toEqual(['first SUCCESS', 'check SUCCESS', 'last SUCCESS']);
    expect(document.taskRunList[1].attempts).toHaveLength(2);

    const again = await executions('restart', first.id);
    expect(again.code).toBe(2);
    expect(again.err).toContain('No task found to restart execution from!');
  });

  test('restart --latest: a new execution goes on with the repaired flow', async () => {
    const first = await run('broken');
    writeFileSync(
      join(root, 'flows/broken.yaml'),
      flow('broken', `tasks: [${say('first')}, ${say('wrong')}]`),
    );
    const { code, out } = await executions('restart', first.id, '--latest', '--json');
    expect(code).toBe(0);
    const document = JSON.parse(out);
    expect(document.parentId).toBe(first.id);
    expect(statesOf(document)).toEqual(['first SUCCESS', 'wrong SUCCESS']);
  });

  test('replay, state, status, labels, delete: of an execution that has ended', async () => {
    rmSync(ready, { force: true });
    const first = await run('script');
    const changed = await executions('state', first.id, 'check', 'success');
    expect(changed.err).toBe('');
    expect(changed.code).toBe(0);
    expect(JSON.parse((await executions('show', first.id, '--json')).out).state.current).toBe('SUCCESS');

    const replayed = await executions('replay', first.id, 'last', '--json');
    expect(statesOf(JSON.parse(replayed.out))).toEqual(['first SUCCESS', 'check SUCCESS', 'last SUCCESS']);

    expect((await executions('status', first.id, 'WARNING')).out).toBe(`${first.id} is WARNING\n`);
    expect((await executions('labels', first.id, 'team=blue')).out).toBe(
      `system.correlationId=${first.id}\nsystem.restarted=true\nsystem.replayed=true\nteam=blue\n`,
    );
    expect((await executions('delete', first.id)).out).toBe(`${first.id} is deleted\n`);
    const gone = await executions('show', first.id);
    expect(gone.code).toBe(2);
    expect(gone.err).toContain(`There is no execution ${first.id}.`);
  });

  test('replay --breakpoint, and resume: it stops before the task until someone lets it go on', async () => {
    writeFileSync(ready, '');
    const first = await run('script');
    const replaying = ended(
      start(['executions', 'replay', first.id, '--breakpoint', 'last'], {
        cwd: root,
        env: { ENV_READY: ready },
      }),
    );
    let stopped: { id: string } | undefined;
    while (!stopped) {
      const { out } = await executions('list', '--state', 'BREAKPOINT', '--json');
      [stopped] = JSON.parse(out).results;
    }
    const resumed = await executions('resume', stopped.id);
    expect(resumed.err).toBe('');
    expect(resumed.code).toBe(0);
    expect((await replaying).code).toBe(0);
  });

  test('run --breakpoint: it stops before the task, says so, and goes on when another process says so', async () => {
    writeFileSync(ready, '');
    const refused = await tutti(['run', 'flows/script.yaml', '--breakpoint', 'lats'], { cwd: root });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('the flow has no task “lats”. Did you mean “last”?');

    const running = ended(
      start(['run', 'flows/script.yaml', '--breakpoint', 'last'], { cwd: root, env: { ENV_READY: ready } }),
    );
    let stopped: { id: string } | undefined;
    while (!stopped) {
      const { out } = await executions('list', '--state', 'BREAKPOINT', '--json');
      [stopped] = JSON.parse(out).results;
    }
    expect((await executions('resume', stopped.id)).code).toBe(0);
    const { code, err } = await running;
    expect(code).toBe(0);
    expect(err).toContain(`Stopped before last. \`tutti executions resume ${stopped.id}\` lets it go on.`);
  });

  test('logs: those that a task wrote to a file are shown, and in the summary of what failed', async () => {
    const { code, out, err } = await tutti(['run', 'flows/quiet.yaml'], { cwd: root });
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('out of luck');
    const [, id] = /execution (\w{22})/.exec(out)!;
    expect((await executions('logs', id!)).out).toMatch(/ERROR +wrong out of luck/);
    expect((await executions('logs', id!, '--task', 'other')).out).toBe('');
    expect((await executions('show', id!)).out).toContain('out of luck');
  });

  test('kill: an execution of another process ends', async () => {
    const { id, end } = await begin('naps', 'RUNNING');
    expect(await executions('kill', id)).toMatchObject({ code: 0, out: `${id} is KILLED\n` });
    expect((await end).code).toBe(1);
    const again = await executions('kill', id);
    expect(again).toMatchObject({ code: 2 });
    expect(again.err).toContain(`Execution ${id} has already ended: it is KILLED`);
  });

  test('resume: with the inputs that the pause asks for', async () => {
    const { id, end } = await begin('approval', 'PAUSED');
    const refused = await executions('resume', id);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('approved');
    expect((await executions('resume', id, '-i', 'approved=true')).code).toBe(0);
    expect((await end).code).toBe(0);
    const { out } = await executions('show', id, '--json');
    expect(JSON.parse(out).taskRunList[1].outputs).toEqual({ value: 'approved: true' });
  });

  test.each([
    ['pause', 'The execution is not running'],
    ['resume', "is not paused, can't resume it: it is SUCCESS"],
    ['unqueue', "Only queued executions can be unqueued, current state is 'SUCCESS' !"],
    ['force-run', 'Only non terminated executions can be forced run.'],
  ])('%s: of an execution that has ended is refused', async (command, message) => {
    writeFileSync(ready, '');
    endedWell ??= (await run('script')).id as string;
    const { code, err } = await executions(command, endedWell);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

let endedWell: string | undefined;
