import { randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { BackendError } from './errors.ts';
import { fileError, isAbsent } from './fileErrors.ts';
import { assertNoLink, assertPlainFolder, incoming, localName } from './filePath.ts';
import { purgeFiles } from './purgeFiles.ts';
import type { FileStore } from './types.ts';

/**
 * Internal storage on disk: the file `/a/b.csv` is `<root>/a/b.csv` (flow-language §6.7). A file appears whole or not at
 * all: it is written aside, its content synced, and renamed; the rename itself reaches the disk no later than the next
 * commit that mentions the file. Rejects with a `BackendError`: `INVALID_PATH`, `ENOENT`, `FULL` or `FAILED`.
 */
export function openFileStore(root: string): FileStore {
  let ready: Promise<void> | undefined;

  /** Local path of a file that is there, is a file, and is reached without a symbolic link. */
  async function existing(path: string): Promise<{ local: string; size: number; modified: number }> {
    const local = localName(root, path);
    try {
      await assertNoLink(root, local, path);
      const found = await stat(local);
      if (found.isFile()) return { local, size: found.size, modified: found.mtimeMs };
    } catch (error) {
      if (!isAbsent(error)) throw fileError(path, error);
    }
    throw fileError(path, { code: 'ENOENT' });
  }

  /** Lets `write` make a file aside, then gives it its name. */
  async function place(path: string, write: (temporary: string) => Promise<void>): Promise<{ size: number }> {
    const local = localName(root, path);
    const temporary = join(root, incoming, randomUUID());
    try {
      ready ??= makeIncoming(dirname(temporary));
      await ready;
      await write(temporary);
      const size = await sync(temporary);
      await assertPlainFolder(root, dirname(local), path);
      await mkdir(dirname(local), { recursive: true });
      await rename(temporary, local);
      return { size };
    } catch (error) {
      await rm(temporary, { force: true });
      throw fileError(path, error);
    }
  }

  async function list(folder: string): Promise<string[]> {
    const local = localName(root, folder, 'folder');
    try {
      await assertNoLink(root, local, folder);
      const entries = await readdir(local, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => `/${relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/')}`)
        .filter((path) => !path.startsWith(`/${incoming}/`))
        .sort();
    } catch (error) {
      if (isAbsent(error)) return [];
      throw fileError(folder, error);
    }
  }

  return {
    put: (path, content) => place(path, (temporary) => writeContent(temporary, content)),
    putFile: (path, localPath) => place(path, (temporary) => copyIn(localPath, temporary)),
    get: async (path) => readFile((await existing(path)).local),
    stream: async function* (path) {
      yield* createReadStream((await existing(path)).local, { highWaterMark: 256 * 1024 });
    },
    localPath: async (path) => (await existing(path)).local,
    size: async (path) => (await ifPresent(existing(path)))?.size,
    modified: async (path) => (await ifPresent(existing(path)))?.modified,
    delete: async (path) => {
      const file = await ifPresent(existing(path));
      if (file) await unlink(file.local);
      return file !== undefined;
    },
    deleteFolder: async (path) => {
      const files = await list(path);
      await rm(localName(root, path, 'namedFolder'), { recursive: true, force: true });
      return files;
    },
    list,
    purge: (purge) => purgeFiles(root, purge),
  };
}

/** Makes the folder for unfinished files, and removes those that processes left there which ended a day ago or more. */
async function makeIncoming(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const yesterday = Date.now() - 86_400_000;
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if ((await stat(file)).mtimeMs < yesterday) await rm(file, { force: true });
  }
}

async function writeContent(local: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(local, 'wx');
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

async function copyIn(localPath: string, temporary: string): Promise<void> {
  try {
    // Copy-on-write where the file system can.
    await copyFile(localPath, temporary, constants.COPYFILE_FICLONE);
  } catch (error) {
    if (isAbsent(error))
      throw new BackendError('ENOENT', `The local file "${localPath}" does not exist`, error);
    throw error;
  }
}

/** Waits until the content is on the disk; gives its bytes. */
async function sync(local: string): Promise<number> {
  const file = await open(local, 'r');
  try {
    await file.datasync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

async function ifPresent<T>(file: Promise<T>): Promise<T | undefined> {
  try {
    return await file;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
