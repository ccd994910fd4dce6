import { randomUUID } from 'node:crypto';
import { mkdir, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { folderKind } from './layout.ts';
import { isFileInside } from './walk.ts';

/** Whether a path with slashes stays below the folder it starts from. */
export function isPlain(path: string): boolean {
  return (
    path !== '' &&
    !path.split(/[/\\]/).some((part) => part === '..' || part === '.' || part === '') &&
    !path.includes('\0')
  );
}

/** Whether a text may be the name of a namespace; others, such as `..`, would lead out of the folders of files. */
export function isNamespaceId(text: string): boolean {
  return /^\w[\w.-]*$/.test(text);
}

/**
 * A namespace file's path without leading slashes.
 *
 * @throws Error where it leads out of its folder, or into one that is never looked into.
 */
export function fileName(path: string): string {
  const name = path.replace(/^\/+/, '');
  if (!isPlain(name) || name.split('/').some((part) => folderKind(part) === 'ignored'))
    throw new Error(`Invalid path of a namespace file: '${path}'`);
  return name;
}

/** Writes a file below `base` whole or not at all, its folders included. Rejects where links lead out of `base`. */
export async function writeInside(base: string, path: string, content: Uint8Array): Promise<void> {
  const target = join(base, path);
  const folder = dirname(target);
  await assertInside(base, folder);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${randomUUID()}.part`);
  try {
    await writeFile(temporary, content);
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Deletes the file at `path` of a folder of `base`, and the folders within that are empty then; whether there was one. */
export async function deleteInside(base: string, folder: string, path: string): Promise<boolean> {
  if (!(await isFileInside(base, `${folder}/${path}`))) return false;
  await rm(join(base, folder, path));
  for (let above = dirname(path); above !== '.'; above = dirname(above)) {
    const empty = await rmdir(join(base, folder, above)).then(
      () => true,
      () => false,
    );
    if (!empty) break;
  }
  return true;
}

/** The nearest folder that exists lies in `base`, its links resolved. */
async function assertInside(base: string, folder: string): Promise<void> {
  const real = await realpath(folder).catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (real === undefined) return assertInside(base, dirname(folder));
  const root = await realpath(base);
  if (real !== root && !real.startsWith(root + sep))
    throw new Error(`The folder ${folder} lies outside the repository ${base}`);
}
