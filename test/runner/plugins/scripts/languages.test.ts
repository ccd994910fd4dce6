import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import NodeCommands from '../../../../runner/plugins/scripts/node/Commands.ts';
import NodeScript from '../../../../runner/plugins/scripts/node/Script.ts';
import { findProgram } from '../../../../runner/plugins/scripts/programs.ts';
import PythonCommands from '../../../../runner/plugins/scripts/python/Commands.ts';
import PythonScript from '../../../../runner/plugins/scripts/python/Script.ts';
import { taskWorld } from '../../../support/taskContext.ts';

afterEach(() => vi.unstubAllEnvs());

const messages = (world: { logs: { message: string }[] }) => world.logs.map(({ message }) => message);
const hasPython = (await findProgram('python3')) !== undefined;

describe.skipIf(!hasPython)('python', () => {
  it('runs a script, which imports the files beside it and leaves no trace of itself', async () => {
    const world = await taskWorld({ variables: { inputs: { who: 'Ada' } } });
    const result = await world.run(PythonScript, {
      inputFiles: { 'greet.py': 'def greet(name): return f"Hello {name}"' },
      outputFiles: ['*.py', '*.txt'],
      script: 'import greet\nprint(greet.greet("{{ inputs.who }}"))\nopen("out.txt", "w").write("1")',
    });
    expect(messages(world)).toEqual(['Hello Ada']);
    expect(Object.keys(result?.outputs?.['outputFiles'] as object)).toEqual(['greet.py', 'out.txt']);
  });

  it('knows the module kestra, without an installation', async () => {
    const world = await taskWorld();
    const result = await world.run(PythonScript, {
      script: `from kestra import Kestra
import time
Kestra.outputs({"a": 1})
Kestra.counter("rows", 3, {"table": "t"})
Kestra.timer("took", 1.5)
Kestra.timer("slept", lambda: time.sleep(0.02))
Kestra.logger().warning("careful")
Kestra.logger().info("fine")`,
    });
    expect(result?.outputs?.['vars']).toEqual({ a: 1 });
    expect(world.metrics.slice(0, 2)).toMatchObject([
      { name: 'rows', type: 'counter', value: 3, tags: { table: 't' } },
      { name: 'took', type: 'timer', value: 1.5 },
    ]);
    expect(world.metrics[2]?.value).toBeGreaterThan(0.015);
    expect(world.logs).toEqual([
      { level: 'WARN', message: 'careful' },
      { level: 'INFO', message: 'fine' },
    ]);
  });

  it('prefers a module kestra that is installed', async () => {
    const world = await taskWorld();
    await world.run(PythonCommands, {
      inputFiles: {
        'site/kestra/__init__.py': 'Flow = "installed"',
        'main.py': 'from kestra import Flow\nprint(Flow)',
      },
      env: { PYTHONPATH: '' },
      commands: ['PYTHONPATH={{ workingDir }}/.tutti/python:{{ workingDir }}/site python main.py'],
    });
    expect(messages(world)).toEqual(['installed']);
  });

  it('is called python where only python3 is there', async () => {
    const world = await taskWorld();
    await onlyPrograms(join(world.directory, '../bin'), ['sh', 'mkfifo', 'cat', 'python3']);
    await world.run(PythonCommands, { inputFiles: { 'a.py': 'print(6 * 7)' }, commands: ['python a.py'] });
    await world.run(PythonScript, { script: 'print("script")' });
    expect(messages(world)).toEqual(['42', 'script']);
  });

  it('of a version that is not there is refused', async () => {
    const world = await taskWorld();
    await expect(world.run(PythonScript, { pythonVersion: '2.1', script: '' })).rejects.toThrow(
      'Python 2.1 is not installed here.',
    );
  });

  it('gets its dependencies, installed once', async () => {
    const world = await taskWorld();
    const cache = join(world.directory, '../cache');
    vi.stubEnv('XDG_CACHE_HOME', cache);
    const project = join(world.directory, '../project');
    await mkdir(project);
    const written = {
      dependencies: [await wheel(project)],
      packageManager: 'PIP',
      script: 'import tutti_sample\nprint(tutti_sample.answer)',
    };
    await world.run(PythonScript, written);
    const [entry, ...others] = await readdir(join(cache, 'tutti/python'));
    expect(others).toEqual([]);
    await writeFile(join(cache, 'tutti/python', entry!, 'tutti_sample.py'), 'answer = "from the cache"');
    await world.run(PythonScript, written);
    expect(messages(world).filter((message) => message !== '')).toEqual(['42', 'from the cache']);
  });
});

describe('python that is not there', () => {
  it('is asked for, when dependencies are to be installed', async () => {
    const world = await taskWorld();
    await onlyPrograms(join(world.directory, '../bin'), ['sh', 'mkfifo']);
    await expect(world.run(PythonScript, { dependencies: ['x'], script: '' })).rejects.toThrow(
      'Python is not installed here',
    );
  });
});

describe('node', () => {
  it('runs a script with @kestra-io/libs, without an installation', async () => {
    const world = await taskWorld();
    const result = await world.run(NodeScript, {
      script: `const Kestra = require('@kestra-io/libs');
Kestra.outputs({ a: [1] });
Kestra.counter('rows', 3, { table: 't' });
Kestra.timer('took', 1.5);
Kestra.logger().error('bad');
console.log('plain');`,
    });
    expect(result?.outputs?.['vars']).toEqual({ a: [1] });
    expect(world.metrics).toMatchObject([
      { name: 'rows', type: 'counter', value: 3, tags: { table: 't' } },
      { name: 'took', type: 'timer', value: 1.5 },
    ]);
    expect(world.logs).toEqual([
      { level: 'ERROR', message: 'bad' },
      { level: 'INFO', message: 'plain' },
    ]);
  });

  it('is the one of Tutti where there is none on the PATH', async () => {
    const world = await taskWorld();
    await onlyPrograms(join(world.directory, '../bin'), ['sh', 'mkfifo']);
    await world.run(NodeCommands, { commands: ['node -p process.version'] });
    expect(messages(world)).toEqual([process.version]);
  });
});

/** Leaves only these programs on the PATH. */
async function onlyPrograms(folder: string, names: string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    // The interpreter itself: a shim of a version manager would look for further programs.
    const target = name === 'python3' ? await realPython() : await findProgram(name);
    await symlink(target!, join(folder, name));
  }
  vi.stubEnv('PATH', folder);
}

async function realPython(): Promise<string> {
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
}

/** Builds a wheel of one module, without the network: a zip archive of this layout is one. */
async function wheel(folder: string): Promise<string> {
  const name = 'tutti_sample-1.0-py3-none-any.whl';
  const maker = join(folder, 'make.py');
  await writeFile(
    maker,
    `import zipfile
with zipfile.ZipFile("${join(folder, name)}", "w") as wheel:
    wheel.writestr("tutti_sample.py", "answer = 42")
    wheel.writestr("tutti_sample-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tutti-sample\\nVersion: 1.0\\n")
    wheel.writestr("tutti_sample-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr("tutti_sample-1.0.dist-info/RECORD", "")
`,
  );
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  execFileSync('python3', [maker]);
  return join(folder, name);
}
