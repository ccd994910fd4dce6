import { mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openFileStore } from '../../../runner/backend/files.ts';
import { temporaryFolder } from './fixtures.ts';

async function given() {
  const folder = await temporaryFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  const root = join(folder, 'storage');
  await mkdir(join(folder, 'outside'));
  await mkdir(join(root, 'team'), { recursive: true });
  await writeFile(join(folder, 'outside/secret'), 'secret');
  return { root, outside: join(folder, 'outside'), files: openFileStore(root) };
}

test('given a symbolic link to a folder outside, then nothing is read, written or deleted through it', async () => {
  const { root, outside, files } = await given();
  await symlink(outside, join(root, 'team/link'));
  const refused = { code: 'INVALID_PATH', message: expect.stringContaining('a symbolic link leads there') };

  await expect(files.get('/team/link/secret')).rejects.toMatchObject(refused);
  await expect(files.put('/team/link/new', Buffer.from('x'))).rejects.toMatchObject(refused);
  await expect(files.put('/team/link/deep/er/new', Buffer.from('x'))).rejects.toMatchObject(refused);
  await expect(files.delete('/team/link/secret')).rejects.toMatchObject(refused);
  await expect(files.list('/team/link')).rejects.toMatchObject(refused);
  await expect(files.deleteFolder('/team/link')).rejects.toMatchObject(refused);
  expect(await readdir(outside)).toEqual(['secret']);
});

test('given a symbolic link in place of a file, then it is not read and not listed, and writing replaces the link', async () => {
  const { root, outside, files } = await given();
  await symlink(join(outside, 'secret'), join(root, 'team/link'));
  await expect(files.get('/team/link')).rejects.toMatchObject({ code: 'INVALID_PATH' });
  expect(await files.list('/team')).toEqual([]);

  await files.put('/team/link', Buffer.from('new'));
  expect(Buffer.from(await files.get('/team/link')).toString()).toBe('new');
  const outsideStore = openFileStore(outside);
  expect(Buffer.from(await outsideStore.get('/secret')).toString()).toBe('secret');
});

test('given a storage folder that is itself reached by a link, then it works', async () => {
  const { root, outside } = await given();
  await symlink(root, join(outside, 'storage'));
  const files = openFileStore(join(outside, 'storage'));
  await files.put('/team/a', Buffer.from('x'));
  expect(await files.list('/')).toEqual(['/team/a']);
  expect(await files.size('/team/a')).toBe(1);
});

test('given unfinished files of processes that ended long ago, then the first write removes them, not younger ones', async () => {
  const { root, files } = await given();
  const incoming = join(root, '.incoming');
  await mkdir(incoming);
  for (const name of ['old', 'young']) await writeFile(join(incoming, name), 'half');
  await utimes(join(incoming, 'old'), new Date(0), new Date(0));
  expect(await files.list('/')).toEqual([]);

  await files.put('/a', Buffer.from('x'));
  expect(await readdir(incoming)).toEqual(['young']);
});

test('given writers of one file at the same time, then one of their contents is there as a whole', async () => {
  const { files } = await given();
  const contents = ['a', 'b', 'c'].map((letter) => Buffer.alloc(200_000, letter));
  await Promise.all(contents.map((content) => files.put('/team/shared', content)));
  const found = Buffer.from(await files.get('/team/shared'));
  expect(contents.some((content) => content.equals(found))).toBe(true);
});
