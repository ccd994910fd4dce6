import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteBackend } from '../../../runner/backend/sqlite/index.ts';
import { parseStorageUri } from '../../../runner/backend/storageUri.ts';
import type { ExecutionDocument } from '../../../runner/execution/types.ts';
import { type EngineWorld, engineWorld, states } from '../../support/engine.ts';

const shell = (id: string, command: string, more = '') =>
  `{ id: ${id}, type: io.kestra.plugin.scripts.shell.Commands, taskRunner: { type: io.kestra.plugin.core.runner.Process }, commands: ['${command}']${more} }`;
const directory = (children: string[], more = '') =>
  `tasks: [{ id: wd, type: io.kestra.plugin.core.flow.WorkingDirectory, tasks: [${children.join(', ')}]${more} }]`;

/** The text of an output file of the task `wd`. */
async function outputFile({ backend }: EngineWorld, { taskRunList }: ExecutionDocument, path: string) {
  const { outputFiles } = taskRunList.find(({ taskId }) => taskId === 'wd')!.outputs as {
    outputFiles: Record<string, string>;
  };
  return Buffer.from(await backend.files.get(parseStorageUri(outputFiles[path]!))).toString();
}

/** The directory, as a task printed it: `DIR=…`. */
const printed = (messages: string[]) =>
  messages.filter((message) => message.startsWith('DIR=')).map((message) => message.slice(4));

describe('a WorkingDirectory (flow-language §6.1)', () => {
  it('given shell tasks, then they share a directory, which is gone afterwards', async () => {
    const world = await engineWorld();
    const ended = await world.run(
      directory([shell('a', 'echo one > a.txt; echo DIR=$PWD'), shell('b', 'cat a.txt; echo DIR=$PWD')]),
    );
    expect(states(ended)).toEqual(['wd SUCCESS', 'a SUCCESS', 'b SUCCESS']);
    const messages = await world.messages(ended.id);
    expect(messages).toContain('one');
    const [first, second] = printed(messages);
    expect(second).toBe(first);
    expect(existsSync(first!)).toBe(false);
    expect(ended.taskRunList[0]!.outputs).toEqual({});
  });

  it('given a task in a thread of its own, then it finds the same files', async () => {
    const world = await engineWorld();
    const ended = await world.run(
      directory([
        shell('a', 'mkdir out; echo kept > out/a.txt'),
        '{ id: b, type: io.kestra.plugin.core.storage.LocalFiles, outputs: ["out/*"] }',
        shell('c', 'cat out/a.txt'),
      ]),
    );
    expect(states(ended)).toEqual(['wd SUCCESS', 'a SUCCESS', 'b SUCCESS', 'c SUCCESS']);
    expect(Object.keys(ended.taskRunList[2]!.outputs!['uris'] as object)).toEqual(['out/a.txt']);
    expect(await world.messages(ended.id)).toContain('kept');
  });

  it('given namespace files and input files, then they are there first, input files over namespace files', async () => {
    const world = await engineWorld({
      files: { 'files/a.txt': 'namespace a', 'files/b.txt': 'namespace b', 'files/c.md': 'no' },
    });
    const ended = await world.run(
      directory(
        [shell('a', 'cat *.txt; ls')],
        `, namespaceFiles: { include: ["*.txt"] }, inputFiles: { b.txt: "input b of {{ flow.id }}\\n", "sub/d.txt": x }`,
      ),
    );
    expect(states(ended)).toEqual(['wd SUCCESS', 'a SUCCESS']);
    const messages = (await world.messages(ended.id)).join('\n');
    expect(messages).toContain('namespace ainput b of flow');
    expect(messages).not.toContain('c.md');
    expect(messages).toContain('sub');
  });

  it('given files of several namespaces, then those of a later one win, and excluded ones are not there', async () => {
    const world = await engineWorld({
      files: {
        'first/files/a.txt': 'a of first',
        'first/files/b.txt': 'b of first',
        'first/files/sub/c.txt': 'c of first',
        'second/files/a.txt': 'a of second',
        'second/files/b.txt': 'b of second',
        'third/files/a.txt': 'a of third',
        'third/files/ignored/d.txt': 'never',
      },
    });
    const folder = directory(
      [shell('a', 'cat a.txt b.txt sub/c.txt'), shell('d', 'cat ignored/d.txt')],
      ', namespaceFiles: { namespaces: [first, second, third], exclude: ["/ignored/**"] }',
    ).replace(/^tasks: /, '');
    const ended = await world.run(
      `tasks: [{ id: allow, type: io.kestra.plugin.core.flow.AllowFailure, tasks: ${folder} }]`,
    );
    expect(states(ended)).toEqual(['allow WARNING', 'wd FAILED', 'a SUCCESS', 'd FAILED']);
    expect((await world.messages(ended.id, 'INFO')).join('\n')).toContain('a of thirdb of secondc of first');
  });

  it('given outputFiles, then those that match are stored, also after a failure, and are read by later tasks', async () => {
    const world = await engineWorld();
    const ended = await world.run(
      `${directory(
        [shell('a', 'mkdir out; echo done > out/a.txt; echo x > b.md; exit 3')],
        ', outputFiles: ["**.txt", "{{ outputs.a.exitCode }}"], errors: [{ id: e, type: io.kestra.plugin.core.debug.Return, format: "{{ read(outputs.wd.outputFiles[\'out/a.txt\']) }}" }]',
      )}`,
    );
    expect(states(ended)).toEqual(['wd FAILED', 'a FAILED', 'e SUCCESS']);
    expect(await outputFile(world, ended, 'out/a.txt')).toBe('done\n');
    expect(Object.keys(ended.taskRunList[0]!.outputs!['outputFiles'] as object)).toEqual(['out/a.txt']);
    expect(ended.taskRunList[2]!.outputs).toEqual({ value: 'done\n' });
  });

  it.each([
    ['input files that cannot be had', ', inputFiles: { a.txt: "kestra:///none/a.txt" }', '/none/a.txt'],
    ['a path that leads out of it', ', inputFiles: { ../a.txt: x }', 'outside of the working directory'],
    ['a property that cannot be rendered', ', inputFiles: { a.txt: "{{ nothing }}" }', 'nothing'],
  ])('given %s, then it fails, says why, and no task runs', async (_, more, message) => {
    const world = await engineWorld();
    const ended = await world.run(directory([shell('a', 'true')], more));
    expect(states(ended)).toEqual(['wd FAILED']);
    expect((await world.messages(ended.id, 'ERROR')).join('\n')).toContain(message);
  });

  it('given output files that cannot be rendered, then it fails after its tasks, and the directory is gone', async () => {
    const world = await engineWorld();
    const ended = await world.run(
      directory([shell('a', 'echo DIR=$PWD')], ', outputFiles: ["{{ nothing }}"]'),
    );
    expect(states(ended)).toEqual(['wd FAILED', 'a SUCCESS']);
    expect(existsSync(printed(await world.messages(ended.id))[0]!)).toBe(false);
  });

  it('given a kill, then the directory is gone when the execution ended', async () => {
    const world = await engineWorld();
    const { id } = await world.start(directory([shell('a', 'echo DIR=$PWD; sleep 60')]));
    const directoryOf = async () => printed(await world.messages(id))[0];
    await expect.poll(directoryOf).toBeDefined();
    expect(existsSync((await directoryOf())!)).toBe(true);
    await world.engine.kill(id);
    expect(states(await world.engine.ended(id))).toEqual(['wd KILLED', 'a KILLED']);
    const path = (await directoryOf())!;
    await expect.poll(() => existsSync(path)).toBe(false);
  });

  it('given an engine that closes meanwhile, then the directory is gone', async () => {
    const world = await engineWorld();
    const { id } = await world.start(directory([shell('a', 'echo DIR=$PWD; sleep 60')]));
    await expect.poll(async () => printed(await world.messages(id)).length).toBe(1);
    await world.engine.close();
    expect(existsSync(printed(await world.messages(id))[0]!)).toBe(false);
  });
});

it('given an engine that is killed with -9 while a task runs, then the directory and all of its tasks begin again', async () => {
  const home = await mkdtemp(join(tmpdir(), 'tutti-directory-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const record = join(home, 'record');
  // The second task waits for ever the first time.
  const children = [
    shell('a', `echo a >> ${record}; echo kept > a.txt`),
    shell('b', `cat a.txt >> ${record}; test -f ${home}/again || sleep 15`),
  ];
  await writeFile(
    join(home, 'flow.yaml'),
    `id: flow\nnamespace: tests\n${directory(children, ', outputFiles: ["*"]')}`,
  );
  const program = fileURLToPath(new URL('../../support/recoveringEngine.ts', import.meta.url));
  const recorded = () => (existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n') : []);

  const first = spawn(process.execPath, [program, home], { stdio: 'ignore', detached: true });
  await expect.poll(recorded, { timeout: 10_000 }).toEqual(['a', 'kept']);
  process.kill(-first.pid!, 'SIGKILL');
  await once(first, 'exit');
  await writeFile(join(home, 'again'), '');
  const [code] = await once(spawn(process.execPath, [program, home], { stdio: 'ignore' }), 'exit');
  expect(code).toBe(0);

  expect(recorded()).toEqual(['a', 'kept', 'a', 'kept']);
  const backend = await openSqliteBackend({ home: join(home, 'state') });
  onTestFinished(() => backend.close());
  const runs = await backend.taskRuns('theOneExecution');
  expect(runs.map(({ taskId, state }) => `${taskId} ${state.current}`)).toEqual([
    'wd SUCCESS',
    'a SUCCESS',
    'b SUCCESS',
  ]);
  expect(Object.keys(runs[0]!.outputs!['outputFiles'] as object)).toEqual(['a.txt']);
}, 30_000);

describe('the cache of a WorkingDirectory (flow-language §6.1)', () => {
  const flow = (ttl = '') =>
    directory(
      [
        shell(
          'a',
          'test -x deps/tool && cat deps/tool || echo nothing; mkdir -p deps; test -f deps/tool || echo made in {{ execution.id }} > deps/tool; chmod 755 deps/tool; echo x > other',
        ),
      ],
      `, cache: { patterns: ["deps/**"]${ttl} }`,
    );
  const cacheFile = '/tests/flow/wd/cache/cache.zip';

  it('given files that match, then the next execution finds them, with their permissions', async () => {
    const world = await engineWorld();
    const first = await world.run(flow());
    expect(await world.messages(first.id)).toContain('nothing');
    const saved = await world.backend.files.modified(cacheFile);

    const second = await world.run(flow());
    expect(await world.messages(second.id)).toContain(`made in ${first.id}`);
    // What did not change is not saved again: the cache's time counts from when it was made.
    expect(await world.backend.files.modified(cacheFile)).toBe(saved);
  });

  it('given a cache that is older than its ttl, then it is not used, and a new one is made', async () => {
    const world = await engineWorld();
    await world.run(flow(', ttl: PT1H'));
    const yesterday = new Date(Date.now() - 86_400_000);
    await utimes(await world.backend.files.localPath(cacheFile), yesterday, yesterday);

    const second = await world.run(flow(', ttl: PT1H'));
    expect(await world.messages(second.id)).toContain('nothing');
    const third = await world.run(flow(', ttl: PT1H'));
    expect(await world.messages(third.id)).toContain(`made in ${second.id}`);
  });

  it('given a cache that is broken, then a warning says so and the tasks run without', async () => {
    const world = await engineWorld();
    await world.backend.files.put(cacheFile, Buffer.from('no zip'));
    const ended = await world.run(flow());
    expect(ended.state.current).toBe('SUCCESS');
    const messages = await world.messages(ended.id);
    expect(messages.some((message) => message.startsWith('The cache cannot be used'))).toBe(true);
    expect(messages).toContain('nothing');
  });

  it('given a loop, then each value has a cache of its own', async () => {
    const world = await engineWorld();
    const loop = (command: string) => `tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [x, y]
    ${directory([shell('a', command)], ', cache: { patterns: ["f"] }')}`;
    await world.run(loop('echo of {{ taskrun.value }} > f'));
    const ended = await world.run(loop('echo {{ taskrun.value }} finds; cat f'));
    const messages = await world.messages(ended.id);
    expect(messages.filter((message) => /finds|^of/.test(message))).toEqual([
      'x finds',
      'of x',
      'y finds',
      'of y',
    ]);
  });
});
