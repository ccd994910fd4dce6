import { randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Characters that all files together keep in memory before they are written. */
const bufferSize = 1024 * 1024;

/**
 * Deals texts in turn to `count` files below `directory`, and gives the paths of those that are not empty. The files are gone
 * once the caller asked for the next one after the last.
 */
export async function* deal(
  texts: AsyncIterable<string>,
  count: number,
  directory: string,
  extension: string,
): AsyncGenerator<string> {
  const folder = await mkdtemp(join(directory, 'split-'));
  try {
    const files = Array.from({ length: count }, () => ({
      path: join(folder, `${randomUUID()}${extension}`),
      buffered: '',
      used: false,
    }));
    const flush = async () => {
      for (const file of files) {
        if (file.buffered === '') continue;
        await appendFile(file.path, file.buffered);
        file.buffered = '';
        file.used = true;
      }
    };

    let size = 0;
    let turn = 0;
    for await (const text of texts) {
      files[turn]!.buffered += text;
      turn = (turn + 1) % count;
      size += text.length;
      if (size < bufferSize) continue;
      await flush();
      size = 0;
    }
    await flush();
    for (const file of files) if (file.used) yield file.path;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
