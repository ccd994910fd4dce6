import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultsOf, hasContract } from './contract.ts';
import { type Served, served } from './served.ts';
import { unzipped } from './zipped.ts';

const path = '/namespaces/company.team/files';

let server: Served;
beforeEach(async () => {
  server = await served({
    'company.team/files/a/b.txt': 'text',
    'company.team/files/top.sql': 'select 1',
    'files/shared.txt': 'for all',
    'secret.txt': 'hidden',
  });
});
afterEach(() => server.close());

describe('files of a namespace', () => {
  it('are told with their sizes and dates', async () => {
    const since = Date.now() - 60_000;
    const stats = await server.json<Record<string, number>>(`${path}/stats?path=/a/b.txt`);
    expect(stats).toMatchObject({ fileName: 'b.txt', type: 'File', size: 4 });
    expect(stats['lastModifiedTime']).toBeGreaterThan(since);
    expect(Number.isInteger(stats['creationTime'])).toBe(true);
    if (hasContract) expect(faultsOf('FileAttributes', stats)).toEqual([]);
    expect(await server.json(`${path}/stats`)).toMatchObject({ type: 'Directory' });
    expect(await server.json(`${path}/stats?path=a`)).toMatchObject({ fileName: 'a', type: 'Directory' });
    expect((await server.ask(`${path}/stats?path=none`)).status).toBe(404);
    const list = await server.json<{ fileName: string }[]>(`${path}/directory?path=/`);
    expect(list.map(({ fileName }) => fileName)).toEqual(['a', 'shared.txt', 'top.sql']);
  });

  it('are exported in a ZIP archive, with those that are shared', async () => {
    expect(await unzipped(await server.ask(`${path}/export`))).toEqual({
      'a/b.txt': 'text',
      'shared.txt': 'for all',
      'top.sql': 'select 1',
    });
  });

  it('get folders, which Git keeps', async () => {
    expect((await server.ask(`${path}/directory?path=/new/deep`, { method: 'POST' })).status).toBe(200);
    expect(existsSync(join(server.root, 'company.team/files/new/deep/.gitkeep'))).toBe(true);
    expect(await server.json(`${path}/directory?path=new`)).toMatchObject([
      { fileName: 'deep', type: 'Directory' },
    ]);
    expect((await server.ask(`${path}/directory?path=top.sql`, { method: 'POST' })).status).toBe(422);
    expect((await server.ask(`${path}/directory?path=top.sql/x`, { method: 'POST' })).status).toBe(422);
  });

  it('are moved with their folder, never over others nor onto themselves', async () => {
    const move = async (from: string, to: string) =>
      (await server.ask(`${path}?from=${from}&to=${to}`, { method: 'PUT' })).status;
    expect(await move('/a', '/a/inner')).toBe(200);
    expect(readFileSync(join(server.root, 'company.team/files/a/inner/b.txt'), 'utf8')).toBe('text');
    expect(await move('top.sql', 'a/inner/b.txt')).toBe(422);
    expect(await move('top.sql', 'top.sql')).toBe(422);
    expect(await move('none', 'x')).toBe(404);
    expect(await move('top.sql', '../x')).toBe(422);
    expect(readFileSync(join(server.root, 'company.team/files/top.sql'), 'utf8')).toBe('select 1');
  });

  it('are never found through what is no namespace', async () => {
    const form = new FormData();
    form.append('fileContent', new File(['x'], 'x'));
    for (const namespace of ['x%2F..%2F..', '..%2Fcompany.team', '.git']) {
      const files = `/namespaces/${namespace}/files`;
      expect((await server.ask(`${files}?path=secret.txt`)).status).toBe(404);
      expect(await server.json(`${files}/search?q=`)).toEqual([]);
      expect((await server.ask(`${files}?path=y.txt`, { method: 'POST', body: form })).status).toBe(422);
    }
  });
});
