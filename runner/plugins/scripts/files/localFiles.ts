import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import type { TaskContext } from '../../../plugin/types.ts';

/** Folder of the working directory that Tutti keeps for itself: never an output file. */
export const ownFolder = '.tutti';

/** Writes a file at a path relative to `directory`, folders included. Rejects when the path leads out of it. */
export async function writeInside(
  directory: string,
  path: string,
  content: string | Uint8Array,
): Promise<string> {
  const target = inside(directory, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
  return target;
}

/** Copies a file of internal storage to a path relative to `directory`; the copy may be changed. */
export async function copyInside(
  context: TaskContext<unknown>,
  directory: string,
  path: string,
  uri: string,
): Promise<string> {
  const target = inside(directory, path);
  await mkdir(dirname(target), { recursive: true });
  if (uri.startsWith('kestra:')) {
    await copyFile(await context.storage.localPath(uri), target, constants.COPYFILE_FICLONE);
    await chmod(target, 0o644);
  } else {
    await writeFile(target, await context.storage.get(uri));
  }
  return target;
}

/** Replaces every `kestra://` URI of a text by the path of a local copy (flow-language §6.11, step 4). */
export async function localizeUris(
  context: TaskContext<unknown>,
  directory: string,
  text: string,
): Promise<string> {
  const uris = new Set(text.match(storageUri));
  if (uris.size === 0) return text;
  const paths = new Map<string, string>();
  for (const uri of uris) {
    const folder = createHash('sha256').update(uri).digest('hex').slice(0, 12);
    // The path may stand in a shell command: only characters that need no quotes.
    const name = basename(uri).replace(/[^-\w.+~=]/g, '_');
    paths.set(uri, await copyInside(context, directory, `${ownFolder}/files/${folder}/${name}`, uri));
  }
  return text.replace(storageUri, (uri) => paths.get(uri)!);
}

const storageUri = /kestra:\/\/[-\p{L}\p{N}._+~#=%/]*/gu;

function inside(directory: string, path: string): string {
  // A leading slash means the root of the directory, as in the paths of namespace files.
  const target = resolve(directory, path.replace(/^\/+/, ''));
  if (!target.startsWith(directory + sep)) {
    throw new Error(`The file '${path}' would be outside of the working directory. Use a path without '..'.`);
  }
  return target;
}
