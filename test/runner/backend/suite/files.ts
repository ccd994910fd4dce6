import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../fixtures.ts';
import type { Place } from '../suite.ts';

export function fileTests(place: () => Place): void {
  const given = async () => (await place().open()).files;
  const folder = '/company/team/orders/executions/e1';

  test('given a file that was put, then it is there, with its size, as a whole, in pieces and as a local file', async () => {
    const files = await given();
    const path = `${folder}/tasks/extract/r1/data.csv`;
    expect(await files.put(path, Buffer.from('id;näme\n'))).toEqual({ size: 9 });

    expect(await text(files.get(path))).toBe('id;näme\n');
    expect(await collect(files.stream(path))).toBe('id;näme\n');
    expect(await readFile(await files.localPath(path), 'utf8')).toBe('id;näme\n');
    expect(await files.size(path)).toBe(9);
    expect(Math.abs((await files.modified(path))! - Date.now())).toBeLessThan(10_000);
  });

  test('given a stream, then its pieces are the file; putting again replaces it', async () => {
    const files = await given();
    await files.put(`${folder}/a`, Buffer.from('a much longer content than the next'));
    const pieces = async function* () {
      for (let i = 0; i < 3; i++) yield Buffer.from(`${i},`);
    };
    expect(await files.put(`${folder}/a`, pieces())).toEqual({ size: 6 });
    expect(await text(files.get(`${folder}/a`))).toBe('0,1,2,');
  });

  test('given a stream that fails half-way, then the file is as it was and nothing else is left', async () => {
    const files = await given();
    await files.put(`${folder}/a`, Buffer.from('before'));
    const broken = async function* () {
      yield Buffer.from('half');
      throw new Error('connection lost');
    };
    await expect(files.put(`${folder}/a`, broken())).rejects.toThrow('connection lost');
    expect(await text(files.get(`${folder}/a`))).toBe('before');
    expect(await files.list('/')).toEqual([`${folder}/a`]);
  });

  test('given a local file, then it is copied in; one that is missing is named', async () => {
    const files = await given();
    const outside = await temporaryFolder();
    try {
      await writeFile(join(outside, 'report.txt'), 'done', { mode: 0o400 });
      expect(await files.putFile(`${folder}/report.txt`, join(outside, 'report.txt'))).toEqual({ size: 4 });
      expect(await text(files.get(`${folder}/report.txt`))).toBe('done');
      await expect(files.putFile(`${folder}/b`, join(outside, 'missing'))).rejects.toThrow(
        /local file .*missing/,
      );
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  test('given no such file, then reading says ENOENT with the path, and size and delete say there is none', async () => {
    const files = await given();
    await files.put(`${folder}/a`, Buffer.from(''));
    for (const path of [`${folder}/b`, folder, `${folder}/a/below-a-file`]) {
      const absent = { code: 'ENOENT', message: `The file "${path}" does not exist in internal storage` };
      await expect(files.get(path)).rejects.toMatchObject(absent);
      await expect(collect(files.stream(path))).rejects.toMatchObject(absent);
      await expect(files.localPath(path)).rejects.toMatchObject(absent);
      expect(await files.size(path)).toBeUndefined();
      expect(await files.modified(path)).toBeUndefined();
      expect(await files.delete(path)).toBe(false);
    }
  });

  test('given files, then a list has those under a folder, sorted, and delete removes one', async () => {
    const files = await given();
    for (const name of ['b.txt', 'deep/er/c.txt', 'a b%20c.txt'])
      await files.put(`${folder}/${name}`, Buffer.from('x'));
    await files.put(`${folder}2/other.txt`, Buffer.from('x'));

    expect(await files.list(folder)).toEqual([
      `${folder}/a b%20c.txt`,
      `${folder}/b.txt`,
      `${folder}/deep/er/c.txt`,
    ]);
    expect(await files.delete(`${folder}/b.txt`)).toBe(true);
    expect(await files.list(`${folder}/`)).toEqual([`${folder}/a b%20c.txt`, `${folder}/deep/er/c.txt`]);
    expect(await files.list('/nothing/here')).toEqual([]);
  });

  test('given a folder that is deleted, then its files are gone and named, and its neighbours stay', async () => {
    const files = await given();
    for (const path of [`${folder}/a`, `${folder}/tasks/b`, `${folder}2/c`])
      await files.put(path, Buffer.from('x'));
    expect(await files.deleteFolder(folder)).toEqual([`${folder}/a`, `${folder}/tasks/b`]);
    expect(await files.list('/')).toEqual([`${folder}2/c`]);
    expect(await files.deleteFolder(folder)).toEqual([]);
    await expect(files.deleteFolder('/')).rejects.toMatchObject({ code: 'INVALID_PATH' });
  });

  test.each([
    ['/a/../../secret', /without '\.' or '\.\.'/],
    ['/..', /without/],
    ['/a/./b', /without/],
    ['/a\\..\\..\\b', /without/],
    ['a/b', /must be absolute/],
    ['', /must be absolute/],
    ['/a//b', /empty name/],
    ['/a/', /empty name/],
    ['/a\0b', /NUL/],
    ['/.incoming/x', /reserved/],
  ])('given the path %j, then every use is refused with the reason', async (path, reason) => {
    const files = await given();
    const refused = { code: 'INVALID_PATH', message: expect.stringMatching(reason) };
    await expect(files.put(path, Buffer.from('x'))).rejects.toMatchObject(refused);
    await expect(files.get(path)).rejects.toMatchObject(refused);
    await expect(collect(files.stream(path))).rejects.toMatchObject(refused);
    await expect(files.size(path)).rejects.toMatchObject(refused);
    await expect(files.delete(path)).rejects.toMatchObject(refused);
  });

  test('given a name too long for the file system or taken by a folder, then the error says so', async () => {
    const files = await given();
    await expect(files.put(`/${'x'.repeat(300)}`, Buffer.from(''))).rejects.toMatchObject({
      code: 'INVALID_PATH',
    });
    await files.put('/a/b', Buffer.from(''));
    await expect(files.put('/a', Buffer.from(''))).rejects.toThrow(
      'A folder and a file cannot both be named "/a"',
    );
    await expect(files.put('/a/b/c', Buffer.from(''))).rejects.toThrow(
      'A folder and a file cannot both be named',
    );
  });
}

async function text(content: Promise<Uint8Array>): Promise<string> {
  return Buffer.from(await content).toString('utf8');
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(pieces)).toString('utf8');
}
