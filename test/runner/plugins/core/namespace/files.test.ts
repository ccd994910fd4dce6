import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import DeleteFiles from '../../../../../runner/plugins/core/namespace/DeleteFiles.ts';
import DownloadFiles from '../../../../../runner/plugins/core/namespace/DownloadFiles.ts';
import UploadFiles from '../../../../../runner/plugins/core/namespace/UploadFiles.ts';
import { engineWorld, states } from '../../../../support/engine.ts';
import { taskWorld } from '../../../../support/taskContext.ts';

describe('namespace.UploadFiles (flow-language §6.5)', () => {
  test('given globs, then files of the working directory are written, below the destination', async () => {
    const namespaceFiles: Record<string, string> = {};
    const world = await taskWorld({ namespaceFiles });
    await mkdir(join(world.directory, 'sub'));
    for (const path of ['a.txt', 'sub/b.txt', 'c.md']) await writeFile(join(world.directory, path), path);
    await world.run(UploadFiles, { files: ['*.txt', 'sub/**'], destination: '/kept/' });
    expect(namespaceFiles).toEqual({ 'kept/a.txt': 'a.txt', 'kept/sub/b.txt': 'sub/b.txt' });
  });

  test('given a map of storage URIs, as a map or as JSON text, then they are written; absent ones are passed over', async () => {
    const namespaceFiles: Record<string, string> = {};
    const world = await taskWorld({ namespaceFiles });
    const uri = await world.file('stored');
    await world.run(UploadFiles, { filesMap: { '/x/a.txt': uri, 'b.txt': `${uri}-gone` } });
    await world.run(UploadFiles, { filesMap: JSON.stringify({ 'c.txt': uri }) });
    expect(namespaceFiles).toEqual({ 'x/a.txt': 'stored', 'c.txt': 'stored' });
  });

  test.each([
    ['OVERWRITE', 'new'],
    ['SKIP', 'old'],
  ])('given a file that exists and conflict %s, then it is %s', async (conflict, content) => {
    const namespaceFiles: Record<string, string> = { 'a.txt': 'old' };
    const world = await taskWorld({ namespaceFiles });
    await world.run(UploadFiles, { filesMap: { 'a.txt': await world.file('new') }, conflict });
    expect(namespaceFiles).toEqual({ 'a.txt': content });
  });

  test('given a file that exists and conflict ERROR, then the task fails and names it', async () => {
    const world = await taskWorld({ namespaceFiles: { 'a.txt': 'old' } });
    const filesMap = { 'a.txt': await world.file('new') };
    await expect(world.run(UploadFiles, { filesMap, conflict: 'ERROR' })).rejects.toThrow(
      "'/a.txt' exists already",
    );
  });

  test('given neither files nor filesMap, then the task fails', async () => {
    await expect((await taskWorld()).run(UploadFiles)).rejects.toThrow('files or filesMap is required');
  });
});

describe('namespace.DownloadFiles and DeleteFiles (flow-language §6.5)', () => {
  const all = { 'a.py': 'A', 'sub/a.py': 'B', 'sub/b.txt': 'C' };

  test.each([
    ['a.py', ['/a.py', '/sub/a.py']],
    ['/a.py', ['/a.py']],
    [
      ['**/*.txt', '/a.*'],
      ['/a.py', '/sub/b.txt'],
    ],
    ['["b.*"]', ['/sub/b.txt']],
    ['{{ vars.glob }}', ['/sub/b.txt']],
    ['none', []],
  ])('given the globs %j, then %j are copied to the storage', async (files, paths) => {
    const world = await taskWorld({
      namespaceFiles: { ...all },
      variables: { vars: { glob: '/sub/*.txt' } },
    });
    const { files: found } = (await world.run(DownloadFiles, { files }))!.outputs as {
      files: Record<string, string>;
    };
    expect(Object.keys(found)).toEqual(paths);
    for (const [path, uri] of Object.entries(found))
      expect(await world.text(uri)).toBe(all[path.slice(1) as keyof typeof all]);
  });

  test('given a destination, then the copies are below it', async () => {
    const world = await taskWorld({ namespaceFiles: { ...all } });
    const { outputs } = (await world.run(DownloadFiles, { files: '/a.py', destination: 'in/here' }))!;
    expect((outputs!['files'] as Record<string, string>)['/a.py']).toMatch(/\/run\/in\/here\/a\.py$/);
  });

  test('given globs, then the files that match are deleted', async () => {
    const namespaceFiles: Record<string, string> = { ...all };
    const world = await taskWorld({ namespaceFiles });
    await world.run(DeleteFiles, { files: ['a.py'], deleteParentFolder: true });
    expect(Object.keys(namespaceFiles)).toEqual(['sub/b.txt']);
  });
});

test('given a folder as repository, then what a working directory uploads is a namespace file for later tasks', async () => {
  const { run } = await engineWorld();
  const ended = await run(`tasks:
  - id: wd
    type: io.kestra.plugin.core.flow.WorkingDirectory
    inputFiles: { made.txt: hello }
    tasks:
      - { id: up, type: io.kestra.plugin.core.namespace.UploadFiles, files: [made.txt], destination: reports }
  - { id: read, type: io.kestra.plugin.core.debug.Return, format: "{{ read('reports/made.txt') }}" }
  - { id: delete, type: io.kestra.plugin.core.namespace.DeleteFiles, files: reports/made.txt }
  - { id: list, type: io.kestra.plugin.core.namespace.DownloadFiles, files: "**" }`);
  expect(states(ended)).toEqual([
    'wd SUCCESS',
    'up SUCCESS',
    'read SUCCESS',
    'delete SUCCESS',
    'list SUCCESS',
  ]);
  expect(ended.taskRunList[2]!.outputs).toEqual({ value: 'hello' });
  expect(ended.taskRunList[4]!.outputs).toEqual({ files: {} });
});
