import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { command, ended, repositoryOf, start, tutti } from './tutti.ts';

const { root, remove } = repositoryOf({
  'flows/greet.yaml': `
id: greet
namespace: company.team
inputs:
  - id: name
    type: STRING
  - id: nested.count
    type: INT
    required: false
  - id: data
    type: FILE
    required: false
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: Hello {{ inputs.name }}
  - id: loud
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.name | upper }}"
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [a, b]
    tasks:
      - id: item
        type: io.kestra.plugin.core.log.Log
        message: item {{ taskrun.value }}
outputs:
  - id: shout
    type: STRING
    value: "{{ outputs.loud.value }}"
  - id: count
    type: STRING
    value: "{{ inputs.nested.count ?? 'none' }}"
`,
  'flows/break.yaml': `
id: break
namespace: company.team
tasks:
  - id: fine
    type: io.kestra.plugin.core.log.Log
    message: fine
  - id: wrong
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: out of luck
`,
  'flows/wait.yaml': `
id: wait
namespace: company.team
tasks:
  - id: nap
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT1M
`,
  'flows/stubborn.yaml': `
id: stubborn
namespace: company.team
tasks:
  - id: deaf
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    commands:
      - trap '' TERM INT; echo deaf; sleep 3
`,
  'flows/invalid.yaml': 'id: invalid\nnamespace: company.team\ntasks:\n  - id: a\n    type: no.such.Type\n',
  'data.csv': 'a,b\n',
});
afterAll(remove);

const options = { cwd: root };

describe('tutti run', () => {
  test('prints logs as lines and a summary, and exits with 0', async () => {
    const { code, out, err } = await tutti(['run', 'flows/greet.yaml', '-i', 'name=Ada'], options);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}say Hello Ada$/m);
    expect(out).toMatch(/INFO {2}item\[b\] item b$/m);
    expect(out).toMatch(/^✔ SUCCESS {2}company\.team\.greet {2}\d\.\d\d s, 5 task runs, execution \w{22}$/m);
    expect(out).toMatch(/^ {4}shout {2}ADA$/m);
    expect(out).toMatch(/^ {2}next: tutti executions show \w{22}$/m);
  });

  test('finds a flow by name, and takes nested inputs from a file', async () => {
    writeFileSync(join(root, 'inputs.json'), JSON.stringify({ name: 'x', nested: { count: 3 } }));
    const { code, out } = await tutti(
      ['run', 'company.team.greet', '--inputs', 'inputs.json', '-i', 'name=y'],
      options,
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^ {4}shout {2}Y$/m);
    expect(out).toMatch(/^ {4}count {2}3$/m);
  });

  test('stores a file input, whose path is relative to the current folder', async () => {
    const { code, out } = await tutti(
      ['run', 'flows/greet.yaml', '-i', 'name=x', '-i', 'data=@data.csv', '--json'],
      options,
    );
    expect(code).toBe(0);
    expect(JSON.parse(out).inputs.data).toMatch(
      /^kestra:\/\/\/company\/team\/greet\/executions\/\w+\/inputs\/data\/data\.csv$/,
    );
  });

  test('with --json prints the ended execution and nothing else, logs go to stderr', async () => {
    const { code, out, err } = await tutti(
      ['run', 'flows/greet.yaml', '-i', 'name=Ada', '--label', 'team=a', '--json'],
      options,
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      namespace: 'company.team',
      flowId: 'greet',
      inputs: { name: 'Ada' },
      outputs: { shout: 'ADA' },
      labels: expect.arrayContaining([{ key: 'team', value: 'a' }]),
      state: {
        current: 'SUCCESS',
        startDate: expect.any(String),
        endDate: expect.any(String),
        duration: expect.stringMatching(/^PT/),
      },
      taskRunList: expect.arrayContaining([expect.objectContaining({ taskId: 'item', value: 'b' })]),
    });
    expect(out.trimEnd()).not.toContain('\n');
    expect(err).toContain('Hello Ada');
  });

  test('of a failing flow exits with 1, and names the task, its place, its error and the next command', async () => {
    const { code, out } = await tutti(['run', 'flows/break.yaml'], options);
    expect(code).toBe(1);
    expect(out).toContain('✖ FAILED  company.team.break');
    expect(out).toMatch(/^ {2}wrong failed after \d\.\d\d s {2}flows\/break\.yaml:8:\d+$/m);
    expect(out).toMatch(/^ {4}out of luck$/m);
    expect(out).toMatch(/^ {2}next: tutti executions logs \w{22}$/m);
  });

  test('of an invalid flow exits with 2 and shows where', async () => {
    const { code, out, err } = await tutti(['run', 'flows/invalid.yaml'], options);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('5:11  error');
    expect(err).toContain('nothing was executed');
    const json = await tutti(['run', 'flows/invalid.yaml', '--json'], options);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out).error.message).toContain(
      'flows/invalid.yaml:5:11 tasks[a].type: Invalid type: no.such.Type',
    );
  });

  test('with refused inputs exits with 2 and says which', async () => {
    const { code, out } = await tutti(['run', 'flows/greet.yaml', '--json'], options);
    expect(code).toBe(2);
    expect(JSON.parse(out).error.message).toContain(
      'name: Invalid input for `name`, missing required input, but received `null`',
    );
  });

  test('warns of an input that the flow does not have', async () => {
    const { err } = await tutti(['run', 'flows/greet.yaml', '-i', 'nmae=x', '-i', 'name=y'], options);
    expect(err).toBe('warning: The flow has no input “nmae”. Did you mean “name”?\n');
  });

  test('keeps its state in TUTTI_HOME, by default in .tutti, which Git ignores', async () => {
    await tutti(['run', 'flows/greet.yaml', '-i', 'name=x'], options);
    expect(readFileSync(join(root, '.tutti/.gitignore'), 'utf8')).toBe('*\n');
    const home = join(root, 'elsewhere');
    await tutti(['run', 'flows/greet.yaml', '-i', 'name=x'], { ...options, env: { TUTTI_HOME: home } });
    expect(existsSync(join(home, 'tutti.db'))).toBe(true);
  });
});

describe('an interrupted run', () => {
  const running = async (flow = 'wait', sign = 'Flow started') => {
    const child = start(['run', `flows/${flow}.yaml`, '--json'], options);
    const end = ended(child);
    const started = new Promise<void>((done) => {
      child.stderr!.on('data', (data) => {
        if (String(data).includes(sign)) done();
      });
    });
    await Promise.race([started, end]);
    return { child, end };
  };

  test('is killed, says so, and prints how it ended', async () => {
    const { child, end } = await running();
    // Twice at once, as a terminal and npx do.
    child.kill('SIGINT');
    child.kill('SIGINT');
    const { code, out, err } = await end;
    expect(code).toBe(1);
    expect(err).toMatch(/Killing execution \w{22}; Ctrl-C again ends at once\./);
    expect(JSON.parse(out).state.current).toBe('KILLED');
  });

  test('ends at once on a second Ctrl-C', async () => {
    const { child, end } = await running('stubborn', 'INFO  deaf deaf');
    child.kill('SIGINT');
    await new Promise((done) => setTimeout(done, 400));
    child.kill('SIGINT');
    const { code, out, err } = await end;
    expect({ code, out }).toEqual({ code: 130, out: '' });
    expect(err).toContain('Ended at once');
  });

  test('is killed by SIGTERM too', async () => {
    const { child, end } = await running();
    child.kill('SIGTERM');
    expect(JSON.parse((await end).out).state.current).toBe('KILLED');
  });
});

describe('what ran', () => {
  test('is listed, shown, and its log printed', async () => {
    const run = await tutti(['run', 'flows/break.yaml', '--json'], options);
    const { id } = JSON.parse(run.out);

    const list = await tutti(['executions', 'list', '--flow', 'break', '--state', 'failed'], options);
    expect(list.out).toMatch(/^STATE +ID +FLOW/);
    expect(list.out).toContain(`✖ FAILED  ${id}  company.team.break`);
    const json = await tutti(['executions', 'list', '--flow', 'break', '--limit', '1', '--json'], options);
    expect(JSON.parse(json.out)).toMatchObject({
      total: expect.any(Number),
      results: [{ id, state: { current: 'FAILED' } }],
    });

    const show = await tutti(['executions', 'show', id], options);
    expect(show.out).toMatch(/^ {2}✔ fine {2}\d/m);
    expect(show.out).toContain('out of luck');
    expect(
      JSON.parse((await tutti(['executions', 'show', id, '--json'], options)).out).taskRunList,
    ).toHaveLength(2);

    const logs = await tutti(['executions', 'logs', id, '--level', 'error', '--task', 'wrong'], options);
    expect(logs.out).toMatch(/^\S+ ERROR wrong out of luck\n/);
    expect(logs.out).not.toContain('fine');
  });

  test('is what expressions can be tried on', async () => {
    const run = await tutti(['run', 'flows/greet.yaml', '-i', 'name=Ada', '--json'], options);
    const { id } = JSON.parse(run.out);
    const render = (expression: string, ...more: string[]) =>
      tutti(['render', expression, '--execution', id, ...more], options);
    expect((await render('{{ outputs.loud.value }} {{ execution.state }} {{ flow.id }}')).out).toBe(
      'ADA SUCCESS greet\n',
    );
    expect(JSON.parse((await render('{{ inputs.name | length }}', '--json')).out)).toMatchObject({
      result: 3,
    });
    const missing = await render('{{ outputs.nothing }}');
    expect(missing.code).toBe(2);
    expect(missing.err).toContain('Unable to find `nothing` used in the expression');
  });
});

describe('tutti render --flow', () => {
  test('evaluates with inputs as they would be resolved, and masks secrets', async () => {
    const args = [
      'render',
      "{{ inputs.name }} {{ secret('TOKEN') }}",
      '--flow',
      'flows/greet.yaml',
      '-i',
      'name=Ada',
    ];
    const { out } = await tutti(args, {
      ...options,
      env: { SECRET_TOKEN: Buffer.from('s3cret').toString('base64') },
    });
    expect(out).toBe('Ada ******\n');
    const refused = await tutti(['render', '{{ inputs.name }}', '--flow', 'company.team.greet'], options);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('missing required input');
  });
});

describe('tutti validate', () => {
  test('checks the flows of the repository', async () => {
    const { code, out } = await tutti(['validate'], options);
    expect(code).toBe(1);
    expect(out).toContain('flows/invalid.yaml\n  5:11  error  tasks[a].type: Invalid type: no.such.Type');
    expect(out).toContain('✖ 1 error in 1 of 5 flows');
  });

  test('of a valid file exits with 0', async () => {
    const { code, out } = await tutti(['validate', 'flows/greet.yaml'], options);
    expect({ code, out }).toEqual({ code: 0, out: '✔ 1 flow is valid\n' });
  });

  test('with --json prints the violations with their places', async () => {
    const { code, out } = await tutti(['validate', 'flows/invalid.yaml', '--json'], options);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      valid: false,
      violations: [
        { file: 'flows/invalid.yaml', line: 5, column: 11, path: 'tasks[a].type', severity: 'error' },
      ],
    });
  });

  test('warns of expressions that cannot be compiled, at their place', async () => {
    const source = readFileSync(join(root, 'flows/wait.yaml'), 'utf8').replace(
      'PT1M',
      '"{{ x | nofilter }}"',
    );
    writeFileSync(join(root, 'odd.yaml'), source);
    const { code, out } = await tutti(['validate', 'odd.yaml'], options);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}7:\d+ {2}warning {2}tasks\[nap\]\.duration: .*nofilter/m);
    expect(out).toContain('✔ 1 flow is valid, 1 remark');
  });

  test('refuses two files that declare the same flow', async () => {
    writeFileSync(join(root, 'copy.yaml'), readFileSync(join(root, 'flows/wait.yaml')));
    const { code, out } = await tutti(['validate', 'flows/wait.yaml', 'copy.yaml'], options);
    expect(code).toBe(1);
    expect(out).toContain('the flow company.team.wait is declared in flows/wait.yaml too');
  });
});

const hasScript = spawnSync('script', ['--version']).status === 0;

test.skipIf(!hasScript)('on a terminal the task runs are drawn as a tree, then summed up', () => {
  const shell = `stty rows 12 cols 60; exec ${process.execPath} ${command} run flows/greet.yaml -i name=Ada`;
  const { TUTTI_HOME: _, NO_COLOR: __, ...environment } = process.env;
  const { stdout } = spawnSync('script', ['-qec', shell, '/dev/null'], {
    cwd: root,
    env: { ...environment, TERM: 'xterm-256color' },
    encoding: 'utf8',
  });
  const lines = stripVTControlCharacters(stdout).split('\r\n');
  expect(lines.slice(-9, -3).map((line) => line.replace(/ {2}\d.*/, ''))).toEqual([
    '  ✔ each',
    '    ✔ item[a]',
    '    ✔ item[b]',
    expect.stringMatching(/^✔ SUCCESS {2}company\.team\.greet/),
    '  outputs',
    '    shout  ADA',
  ]);
});
