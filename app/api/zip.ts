import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Entry } from 'yauzl';
import { Refused } from './errors.ts';

/** A file to pack. */
export interface Packed {
  /** With slashes, none in front. */
  path: string;
  /** Called when its turn comes. */
  read(): Promise<Uint8Array> | Uint8Array;
}

/** Bounds on an archive that is sent; one beyond them is refused before it is unpacked. */
export const zipLimits = { entries: 10_000, bytes: 64 * 1024 * 1024 } as const;

/** An answer with a ZIP archive, made while it is sent. */
export async function zipResponse(name: string, files: readonly Packed[]): Promise<Response> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  for (const { path, read } of files)
    zip.addReadStreamLazy(path, (give) => {
      Promise.resolve(read()).then(
        (content) => give(null, Readable.from([content])),
        (error: Error) => give(error, Readable.from([])),
      );
    });
  const archive = new Readable().wrap(zip.outputStream);
  zip.on('error', (error: Error) => archive.destroy(error));
  zip.end();
  return new Response(Readable.toWeb(archive) as ReadableStream, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}"`,
      'x-content-type-options': 'nosniff',
    },
  });
}

/** Whether bytes begin as those of a ZIP archive, an empty one included. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/**
 * The files of an archive.
 *
 * @throws Refused 422 where it is broken, is beyond `zipLimits`, holds links, or names a file outside of itself
 */
export async function readZip(bytes: Uint8Array): Promise<{ path: string; content: Uint8Array }[]> {
  const { fromBufferPromise } = await import('yauzl');
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes));
    assertCount(zip.entryCount);
    const files: { path: string; content: Uint8Array }[] = [];
    let total = 0;
    // Names are checked while entries are read, sizes while they are unpacked.
    for await (const entry of zip.eachEntry()) {
      assertCount(files.length + 1);
      assertNoLink(entry);
      total += entry.uncompressedSize;
      if (total > zipLimits.bytes)
        throw new Refused(422, `The archive unpacks to more than ${zipLimits.bytes} bytes`);
      if (entry.fileName.endsWith('/')) continue;
      files.push({ path: entry.fileName, content: await buffer(await zip.openReadStreamPromise(entry)) });
    }
    return files;
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(422, `The archive cannot be read: ${(error as Error).message}`);
  }
}

function assertCount(count: number): void {
  if (count > zipLimits.entries)
    throw new Refused(422, `The archive holds more than ${zipLimits.entries} files`);
}

/** The upper half of the attributes is what Unix knows of the file. */
function assertNoLink({ externalFileAttributes, fileName }: Entry): void {
  if (((externalFileAttributes >>> 16) & 0o170000) === 0o120000)
    throw new Refused(422, `${fileName} of the archive is a link; only files are taken`);
}
