import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new directory for a task run. */
export function makeDirectory(taskRunId: string): Promise<string> {
  return mkdtemp(join(tmpdir(), prefixOf(taskRunId)));
}

/** Removes a directory with all it holds. */
export function removeDirectory(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes what a thread left behind that could not clean up after itself, because it was ended. */
export async function removeLeftDirectories(taskRunId: string): Promise<void> {
  const names = await readdir(tmpdir());
  const left = names.filter((name) => name.startsWith(prefixOf(taskRunId)));
  await Promise.all(left.map((name) => removeDirectory(join(tmpdir(), name))));
}

function prefixOf(taskRunId: string): string {
  return `tutti-${taskRunId}-`;
}
