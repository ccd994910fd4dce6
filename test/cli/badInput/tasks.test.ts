import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { ended, repositoryOf, start, tutti } from '../tutti.ts';

const plugins = fileURLToPath(new URL('./plugins.ts', import.meta.url));

/** A flow of one task between two others. */
function flow(id: string, task: string): string {
  return `
id: ${id}
namespace: company.team
tasks:
  - id: before
    type: io.kestra.plugin.core.debug.Return
    format: kept
  - id: bad
    allowFailure: true
${task.replace(/^/gm, '    ')}
  - id: after
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.before.value }}"
`;
}

function script(id: string, command: string): string {
  return flow(
    id,
    `type: io.kestra.plugin.scripts.shell.Commands
taskRunner:
  type: io.kestra.plugin.core.runner.Process
commands:
  - ${command}`,
  );
}

const { root, remove } = repositoryOf({
  'spin.yaml': flow('spin', 'type: test.Spin\ntimeout: PT0.5S'),
  'heap.yaml': flow('heap', 'type: test.Heap'),
  'fails.yaml': flow('fails', 'type: test.Fails'),
  'failsLater.yaml': flow('failsLater', 'type: test.FailsLater'),
  'exits.yaml': flow('exits', 'type: test.Exits'),
  'prints.yaml': flow('prints', 'type: test.Prints'),
  'circle.yaml': flow('circle', 'type: test.Circle'),
  'noData.yaml': flow('noData', 'type: test.NoData'),
  'flood.yaml': script('flood', 'yes 0123456789 | head -c 1100000'),
  'longLine.yaml': script('longLine', 'head -c 20000000 /dev/zero | tr "\\\\0" x'),
  'never.yaml': script('never', 'echo ready; sleep 7771 & (trap "" TERM INT; sleep 7772) & wait'),
  'timeout.yaml': script('timeout', 'sleep 7773 & wait').replace(
    'commands:',
    'timeout: PT0.3S\n    commands:',
  ),
  'regexp.yaml': flow(
    'regexp',
    `type: io.kestra.plugin.core.debug.Return
format: "{{ '${'a'.repeat(60)}!' | replace({'(a+)+$': 'x'}, regexp=true) }}"`,
  ),
});
const options = { cwd: root };
afterAll(remove);

async function run(name: string, ...args: string[]) {
  const { code, out, err } = await tutti(['run', `${name}.yaml`, '--json', ...args], options);
  const execution = JSON.parse(out) as {
    state: { current: string };
    taskRunList: { taskId: string; state: { current: string } }[];
  };
  return {
    code,
    err,
    state: execution.state.current,
    taskRuns: execution.taskRunList.map(({ taskId, state }) => `${taskId} ${state.current}`),
  };
}

describe.concurrent('a task of a plugin that', () => {
  test.each([
    ['spin', 'Timeout after 00:00:00.500'],
    ['heap', 'The task used more memory than a worker may have (512 MB) and was ended'],
    ['fails', 'thrown by a plugin'],
    ['failsLater', "The task's worker ended unexpectedly: thrown later"],
    ['exits', "The task's worker ended unexpectedly: worker exited with code: 0"],
    ['circle', 'exceeds the maximum allowed (1000), or the value contains itself'],
    ['noData', 'its outputs are no data'],
  ])('%s fails with a reason, and the flow goes on', { timeout: 40_000 }, async (name, reason) => {
    const { code, err, state, taskRuns } = await run(name, '--plugins', plugins);
    expect({ code, state, taskRuns }).toEqual({
      code: 0,
      state: 'WARNING',
      taskRuns: ['before SUCCESS', 'bad WARNING', 'after SUCCESS'],
    });
    expect(err).toContain(`ERROR bad`);
    expect(err).toContain(reason);
    expect(err).toContain('INFO  after kept');
    expect(err).not.toMatch(/^ +at /m);
  });

  test('prints to stdout does not disturb the JSON there', async () => {
    const { err, state } = await run('prints', '--plugins', plugins);
    expect(state).toBe('SUCCESS');
    expect(err).toContain('printed by a plugin');
  });
});

test('plugins are found by TUTTI_PLUGINS too, for every command', async () => {
  const env = { TUTTI_PLUGINS: plugins };
  expect((await tutti(['validate', 'spin.yaml'], { ...options, env })).code).toBe(0);
  expect((await tutti(['plugins', 'list'], { ...options, env })).out).toContain('test.Spin');
  expect((await tutti(['validate', 'spin.yaml'], options)).out).toContain('Invalid type: test.Spin');
});

test('a plugin path that leads nowhere, or to no plugin, is refused', async () => {
  const nowhere = await tutti(['validate', 'spin.yaml', '--plugins', 'nowhere'], options);
  expect(nowhere).toMatchObject({ code: 2, out: '' });
  expect(nowhere.err).toContain('Plugins: there is neither a module nor a folder');
  const noPlugin = fileURLToPath(new URL('../tutti.ts', import.meta.url));
  const other = await tutti(['validate', 'spin.yaml', '--plugins', noPlugin], options);
  expect(other.code).toBe(2);
  expect(other.err).toContain('exports no plugin definition');
});

describe.concurrent('a script that', () => {
  test('prints 1 MB is logged whole', async () => {
    const { code, out } = await tutti(['run', 'flood.yaml'], options);
    expect(code).toBe(0);
    expect(out.match(/INFO {2}bad 0123456789$/gm)).toHaveLength(100_000);
  });

  test('prints a line of 20 MB has it cut, and ends well', async () => {
    const { code, out } = await tutti(['run', 'longLine.yaml'], options);
    expect(code).toBe(0);
    expect(out.length).toBeLessThan(2_000_000);
    expect(out).toContain('line cut after');
  });

  test('takes longer than its timeout fails, and its processes end', async () => {
    const { err, taskRuns } = await run('timeout');
    expect(err).toContain('ERROR bad Timeout after 00:00:00.300');
    expect(taskRuns).toContain('bad WARNING');
    expect(processes()).not.toContain('sleep 7773');
  });
});

test.concurrent('Ctrl-C ends the whole process tree of a script, also what ignores signals', async () => {
  const child = start(['run', 'never.yaml', '--json'], options);
  const end = ended(child);
  await new Promise<void>((done) => {
    child.stderr!.on('data', (data) => {
      if (String(data).includes('ready')) done();
    });
  });
  expect(processes()).toContain('sleep 7772');
  child.kill('SIGINT');
  const { code, out } = await end;
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    state: { current: 'KILLED' },
    taskRunList: [
      { taskId: 'before', state: { current: 'SUCCESS' }, outputs: { value: 'kept' } },
      { taskId: 'bad', state: { current: 'KILLED' } },
    ],
  });
  expect(processes()).not.toMatch(/sleep 777[12]/);
});

test.concurrent('an expression that backtracks for ever fails its task', async () => {
  const { err, taskRuns } = await run('regexp');
  expect(err).toContain('takes longer than 5000 ms');
  expect(taskRuns).toEqual(['before SUCCESS', 'bad WARNING', 'after SUCCESS']);
});

/** Command lines of this machine's processes. */
function processes(): string {
  return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
}
