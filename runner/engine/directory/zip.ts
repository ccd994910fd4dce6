import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Entry } from 'yauzl';

/** Packs files of a directory, by relative path, with their permissions. Reads and writes in pieces. */
export async function writeZip(target: string, directory: string, paths: readonly string[]): Promise<void> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(target));
  const failed = new Promise<never>((_, reject) => {
    zip.on('error', reject);
  });
  for (const path of paths) zip.addFile(join(directory, path), path);
  zip.end();
  await Promise.race([written, failed]);
}

/**
 * Unpacks files into a directory; gives their relative paths.
 *
 * @throws Error where it is no ZIP file, is broken, or names a file outside of the directory.
 */
export async function readZip(file: string, directory: string): Promise<string[]> {
  const { openPromise } = await import('yauzl');
  const zip = await openPromise(file);
  const paths: string[] = [];
  for await (const entry of zip.eachEntry()) {
    const target = join(directory, entry.fileName);
    await mkdir(dirname(target), { recursive: true });
    const content = await zip.openReadStreamPromise(entry);
    await pipeline(content, createWriteStream(target, { mode: modeOf(entry) }));
    paths.push(entry.fileName);
  }
  return paths;
}

/** The upper half of the attributes is what Unix knows of the file. */
function modeOf(entry: Entry): number {
  return (entry.externalFileAttributes >>> 16) & 0o777 || 0o644;
}
