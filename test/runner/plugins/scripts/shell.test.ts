import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import Commands from '../../../../runner/plugins/scripts/shell/Commands.ts';
import Script from '../../../../runner/plugins/scripts/shell/Script.ts';
import { taskWorld } from '../../../support/taskContext.ts';

describe('commands', () => {
  it('run in one shell; their lines are logged, errors as ERROR', async () => {
    const world = await taskWorld();
    const result = await world.run(Commands, {
      commands: ['name=Ada', 'echo "Hello $name"', 'echo oops >&2'],
    });
    expect(result?.outputs).toEqual({ exitCode: 0, vars: {}, outputFiles: {} });
    expect(world.logs).toContainEqual({ level: 'INFO', message: 'Hello Ada' });
    expect(world.logs).toContainEqual({ level: 'ERROR', message: 'oops' });
  });

  it('may be text that renders to a list', async () => {
    const world = await taskWorld({ variables: { inputs: { commands: ['echo a', 'echo b'] } } });
    await world.run(Commands, { commands: '{{ inputs.commands }}' });
    expect(world.logs.map((log) => log.message)).toEqual(['a', 'b']);
  });

  it('run after beforeCommands, in the same shell', async () => {
    const world = await taskWorld();
    await world.run(Commands, { beforeCommands: ['greeting=hi'], commands: ['echo $greeting'] });
    expect(world.logs.map((log) => log.message)).toEqual(['hi']);
  });

  it('know the working directory, as variable and as environment', async () => {
    const world = await taskWorld();
    await world.run(Commands, { commands: ['pwd', 'echo {{ workingDir }}', 'echo $WORKING_DIR'] });
    expect(world.logs.map((log) => log.message)).toEqual([world.directory, world.directory, world.directory]);
  });

  it('are handed to the interpreter as one argument', async () => {
    const world = await taskWorld();
    await world.run(Commands, { interpreter: ['printf', '[%s]'], failFast: false, commands: ['a', 'b'] });
    expect(world.logs.map((log) => log.message)).toEqual(['[a', 'b]']);
  });

  it('are the program and its arguments where there is no interpreter', async () => {
    const world = await taskWorld();
    await world.run(Commands, { interpreter: [], commands: ['echo', '$HOME  x'] });
    expect(world.logs.map((log) => log.message)).toEqual(['$HOME  x']);
  });

  it('may be longer than an argument of a program can be', async () => {
    const world = await taskWorld();
    const result = await world.run(Commands, {
      commands: [`text='${'x'.repeat(200_000)}'`, 'printf %s "$text" | wc -c'],
    });
    expect(world.logs.map((log) => log.message)).toEqual(['200000']);
    expect(result?.outputs?.['exitCode']).toBe(0);
  });

  it('read local copies of the storage files they name, and may change them', async () => {
    const world = await taskWorld();
    const uri = await world.file('kept', 'data.txt');
    await world.run(Commands, { commands: [`cat ${uri}`, `echo changed > ${uri}`] });
    expect(world.logs.map((log) => log.message)).toEqual(['kept']);
    expect(await world.text(uri)).toBe('kept');
  });
});

describe('a failure', () => {
  it('of a command ends the task and keeps its outputs', async () => {
    const world = await taskWorld();
    const running = world.run(Commands, {
      outputFiles: ['*.txt'],
      commands: ['echo partial > result.txt', `echo '::{"outputs":{"done":1}}::'`, 'exit 3', 'echo never'],
    });
    await expect(running).rejects.toThrow('Command failed with exit code 3');
    const [kept] = world.keptOutputs;
    expect(kept).toMatchObject({ exitCode: 3, vars: { done: 1 } });
    const files = kept?.['outputFiles'] as Record<string, string> | undefined;
    expect(await world.text(files?.['result.txt'])).toBe('partial\n');
    expect(world.logs).toEqual([]);
  });

  it('of the first command stops the others, unless failFast is off', async () => {
    const world = await taskWorld();
    await expect(world.run(Commands, { commands: ['false', 'echo on'] })).rejects.toThrow('exit code 1');
    expect(world.logs).toEqual([]);
    await world.run(Commands, { failFast: false, commands: ['false', 'echo on'] });
    expect(world.logs.map((log) => log.message)).toEqual(['on']);
  });

  it('by a kill ends the commands and keeps what they sent', async () => {
    const world = await taskWorld();
    const killed = new AbortController();
    const running = world.run(
      Commands,
      { commands: [`echo '::{"outputs":{"a":1}}::'`, 'echo up', 'sleep 100'] },
      killed,
    );
    await expect.poll(() => world.logs.length).toBe(1);
    killed.abort(new Error('killed'));
    await expect(running).rejects.toThrow('killed');
    expect(world.keptOutputs).toEqual([{ vars: { a: 1 } }]);
  });
});

describe('the environment', () => {
  it('is inherited, without the secrets and settings of Tutti, and extended by env', async () => {
    const world = await taskWorld({ variables: { inputs: { n: 4 } } });
    vi.stubEnv('INHERITED', 'yes');
    vi.stubEnv('SECRET_TOKEN', 'hidden');
    vi.stubEnv('TUTTI_KEY', 'hidden');
    await world.run(Commands, {
      env: { NUMBER: '{{ inputs.n }}', HERE: '{{ workingDir }}' },
      commands: ['echo "$INHERITED [$SECRET_TOKEN$TUTTI_KEY] $NUMBER $HERE"'],
    });
    vi.unstubAllEnvs();
    expect(world.logs.map((log) => log.message)).toEqual([`yes [] 4 ${world.directory}`]);
  });
});

describe('the log protocol', () => {
  it('takes outputs, metrics and log entries from lines, in order with the others', async () => {
    const world = await taskWorld();
    const result = await world.run(Script, {
      script: `echo before
echo '::{"outputs":{"a":1,"b":"x"}}::'
echo '::{"outputs":{"b":{"deep":true}}}::'
echo '::{"metrics":[{"name":"rows","type":"counter","value":3,"tags":{"table":"t"}}]}::'
echo '::{"logs":[{"level":"WARNING","message":"late"}]}::'
echo after`,
    });
    expect(result?.outputs?.['vars']).toEqual({ a: 1, b: { deep: true } });
    expect(world.metrics).toEqual([{ name: 'rows', type: 'counter', value: 3, tags: { table: 't' } }]);
    expect(world.logs).toEqual([
      { level: 'INFO', message: 'before' },
      { level: 'WARN', message: 'late' },
      { level: 'INFO', message: 'after' },
    ]);
  });

  it('warns of a line that it cannot read', async () => {
    const world = await taskWorld();
    await world.run(Commands, { commands: [`echo '::{"outputs":}::'`] });
    expect(world.logs).toEqual([{ level: 'WARN', message: `Invalid outputs '::{"outputs":}::'` }]);
  });
});

describe('input files', () => {
  it('hold content or what a URI holds, in folders; null is left out', async () => {
    const world = await taskWorld({
      variables: { inputs: { name: 'Ada' } },
      namespaceFiles: { 'lib/own.txt': 'own' },
    });
    const uri = await world.file('stored');
    await world.run(Commands, {
      inputFiles: {
        '{{ inputs.name }}.txt': 'Hello {{ inputs.name }}',
        'deep/er/stored.txt': uri,
        'own.txt': 'nsfile:///lib/own.txt',
        'map.json': { a: [1] },
        'none.txt': null,
      },
      commands: ['cat Ada.txt deep/er/stored.txt own.txt map.json', 'ls'],
    });
    expect(world.logs.map((log) => log.message)).toEqual([
      'Hello Adastoredown{"a":[1]}Ada.txt',
      'deep',
      'map.json',
      'own.txt',
    ]);
  });

  it('may be text that renders to a map', async () => {
    const world = await taskWorld({
      variables: { outputs: { before: { files: { 'a.txt': '{{ raw }}' } } } },
    });
    await world.run(Commands, { inputFiles: '{{ outputs.before.files }}', commands: ['cat a.txt'] });
    expect(world.logs.map((log) => log.message)).toEqual(['{{ raw }}']);
  });

  it('must be inside the working directory', async () => {
    const world = await taskWorld();
    await expect(world.run(Commands, { inputFiles: { '../x': 'y' }, commands: ['true'] })).rejects.toThrow(
      "The file '../x' would be outside of the working directory",
    );
  });
});

describe('output files', () => {
  it('are the files that match, by relative path', async () => {
    const world = await taskWorld();
    const result = await world.run(Commands, {
      outputFiles: ['*.csv', 'out/**', '{{ workingDir }}/x y.txt'],
      commands: [
        'mkdir -p out/deep',
        'echo 1 > a.csv',
        'echo 2 > out/deep/a.csv',
        'echo 3 > out/b',
        'echo 4 > "x y.txt"',
        'echo 5 > other',
      ],
    });
    const files = result?.outputs?.['outputFiles'] as Record<string, string>;
    expect(Object.keys(files).sort()).toEqual(['a.csv', 'out/b', 'out/deep/a.csv', 'x y.txt']);
    expect(await world.text(files['out/deep/a.csv'])).toBe('2\n');
    expect(await world.text(files['a.csv'])).toBe('1\n');
    expect(new Set(Object.values(files)).size).toBe(4);
  });

  it.each([
    ['**.csv', ['a.csv', 'out/b.csv', 'out/deep/c.csv']],
    ['**/*.csv', ['a.csv', 'out/b.csv', 'out/deep/c.csv']],
    ['./out/*', ['out/b.csv']],
    ['{a,x}.csv', ['a.csv']],
    ['[!b].csv', ['a.csv']],
    ['.hidden', ['.hidden']],
  ])('match %s', async (glob, expected) => {
    const world = await taskWorld();
    const files = { 'a.csv': '1', 'out/b.csv': '2', 'out/deep/c.csv': '3', '.hidden': '4' };
    const result = await world.run(Commands, { inputFiles: files, outputFiles: [glob], commands: ['true'] });
    expect(Object.keys(result?.outputs?.['outputFiles'] as object)).toEqual(expected);
  });

  it('are all of a directory of their own with outputDirectory', async () => {
    const world = await taskWorld();
    const result = await world.run(Commands, {
      outputDirectory: true,
      commands: ['mkdir {{ outputDir }}/sub', 'echo 1 > {{ outputDir }}/a', 'echo 2 > $OUTPUT_DIR/sub/b'],
    });
    const files = result?.outputs?.['outputFiles'] as Record<string, string>;
    expect(Object.keys(files)).toEqual(['a', 'sub/b']);
  });

  it('never come from outside of the working directory, nor from what Tutti put there', async () => {
    const world = await taskWorld();
    const uri = await world.file('local copy', 'data.txt');
    await symlink('/etc/passwd', join(world.directory, 'stolen.txt'));
    const result = await world.run(Commands, {
      outputFiles: ['**/*.txt'],
      commands: [`cat ${uri} > own.txt`, 'ln -s own.txt link.txt'],
    });
    expect(Object.keys(result?.outputs?.['outputFiles'] as object)).toEqual(['link.txt', 'own.txt']);
  });
});

describe('namespace files', () => {
  const namespaceFiles = {
    'main.py': 'root',
    'lib/main.py': 'lib',
    'lib/util.py': 'util',
    'data/a.csv': 'csv',
  };
  async function loaded(options: Record<string, unknown> | undefined) {
    const world = await taskWorld({ namespaceFiles });
    await world.run(Commands, { namespaceFiles: options, commands: ['true'] });
    return (await readdir(world.directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(world.directory.length + 1))
      .sort();
  }

  it('are loaded only where the task asks for them', async () => {
    expect(await loaded(undefined)).toEqual([]);
    expect(await loaded({ enabled: false })).toEqual([]);
    expect(await loaded({ enabled: true })).toEqual(['data/a.csv', 'lib/main.py', 'lib/util.py', 'main.py']);
  });

  it('are chosen by globs, which mean any folder when they start with a word', async () => {
    expect(await loaded({ include: ['main.py'] })).toEqual(['lib/main.py', 'main.py']);
    expect(await loaded({ include: ['/main.py'] })).toEqual(['main.py']);
    expect(await loaded({ include: ['**/*.py'], exclude: ['lib/**'] })).toEqual(['main.py']);
    expect(await loaded({ include: ['regex:/lib/u.*'] })).toEqual(['lib/util.py']);
  });

  it('may have a folder for each namespace', async () => {
    expect(await loaded({ include: ['/main.py'], folderPerNamespace: true })).toEqual([
      'company.team/main.py',
    ]);
  });

  it('replace files that are there, or not', async () => {
    const world = await taskWorld({ namespaceFiles });
    const task = { commands: ['echo mine > main.py'], namespaceFiles: { include: ['/main.py'] } };
    const again = (ifExists: string) =>
      world.run(Commands, {
        ...task,
        commands: ['true'],
        namespaceFiles: { ...task.namespaceFiles, ifExists },
      });
    const content = () => readFile(join(world.directory, 'main.py'), 'utf8');
    await world.run(Commands, task);
    await again('IGNORE');
    expect(await content()).toBe('mine\n');
    await again('WARN');
    expect(world.logs).toEqual([
      { level: 'WARN', message: expect.stringContaining("'main.py' exists already") },
    ]);
    await expect(again('FAIL')).rejects.toThrow("'main.py' exists already");
    await again('OVERWRITE');
    expect(await content()).toBe('root');
  });
});

describe('the task runner', () => {
  it('may be Process, by its old name and by the deprecated property too', async () => {
    for (const written of [
      { taskRunner: { type: 'io.kestra.plugin.core.runner.Process' } },
      { taskRunner: { type: 'io.kestra.core.models.tasks.runners.types.ProcessTaskRunner' } },
      { runner: 'PROCESS', docker: { image: 'alpine' } },
    ]) {
      const world = await taskWorld();
      await world.run(Commands, { ...written, commands: ['echo here'] });
      expect(world.logs.map((log) => log.message)).toEqual(['here']);
    }
  });

  it('of another kind is refused by name', async () => {
    const world = await taskWorld();
    const taskRunner = { type: 'io.kestra.plugin.ee.kubernetes.runner.Kubernetes' };
    await expect(world.run(Commands, { taskRunner, commands: ['true'] })).rejects.toThrow(
      "The task runner 'io.kestra.plugin.ee.kubernetes.runner.Kubernetes' is not part of Tutti.",
    );
  });
});
