import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunNode } from '../../execution/model.ts';
import { writeInputFiles } from '../../plugins/scripts/files/inputFiles.ts';
import { writeNamespaceFiles } from '../../plugins/scripts/files/namespaceFiles.ts';
import { storeOutputFiles } from '../../plugins/scripts/files/outputFiles.ts';
import { messageOf } from '../../worker/run.ts';
import type { Active, Posted, Runtime } from '../runtime.ts';
import { type FileStamps, restoreCache, saveCache } from './cache.ts';
import { closing, directoryContext, opening } from './task.ts';

/** The directory that the children of a WorkingDirectory task run share. */
export interface SharedDirectory {
  /** Absolute. */
  path: string;
  /** The files that came from the cache. */
  cached?: FileStamps;
}

/**
 * Makes the directory of a WorkingDirectory task run, with the files of its cache, then namespace files, then input files:
 * later ones replace earlier ones (flow-language §6.1).
 */
export function openDirectory(runtime: Runtime, active: Active, taskRunId: string): void {
  perform(runtime, active, taskRunId, async (node) => {
    const path = await mkdtemp(join(await runtime.scratch(), 'directory-'));
    const directory: SharedDirectory = { path };
    active.directories.set(taskRunId, directory);
    try {
      const context = await directoryContext(runtime, active, node, path, opening);
      const { cache, namespaceFiles, inputFiles } = context.properties;
      if (cache) directory.cached = await restoreCache(context, runtime.backend.files, path, cache.ttl);
      await writeNamespaceFiles(context, path, namespaceFiles);
      await writeInputFiles(context, path, inputFiles, { workingDir: path });
      return { type: 'directoryOpened', taskRunId };
    } catch (error) {
      await removeDirectory(active, taskRunId);
      throw error;
    }
  });
}

/** Stores the output files and the cache of a WorkingDirectory task run, and removes its directory. */
export function closeDirectory(runtime: Runtime, active: Active, taskRunId: string): void {
  perform(runtime, active, taskRunId, async (node) => {
    const { path, cached } = active.directories.get(taskRunId)!;
    try {
      const context = await directoryContext(runtime, active, node, path, closing);
      const { cache, outputFiles } = context.properties;
      const outputs = outputFiles ? { outputFiles: await storeOutputFiles(context, path, outputFiles) } : {};
      if (cache) await saveCache(context, runtime.backend.files, path, cache.patterns, cached);
      return { type: 'directoryClosed', taskRunId, outputs };
    } finally {
      await removeDirectory(active, taskRunId);
    }
  });
}

/** Removes what is left of an execution's directories, when it is over without having closed them (kill, Exit). */
export function removeDirectories(runtime: Runtime, active: Active): void {
  for (const taskRunId of [...active.directories.keys()]) track(runtime, removeDirectory(active, taskRunId));
}

/** Does a piece of work and posts the event that it gives, or `directoryFailed`. */
function perform(
  runtime: Runtime,
  active: Active,
  taskRunId: string,
  work: (node: RunNode) => Promise<Posted>,
): void {
  const node = active.model.nodes.get(taskRunId);
  if (!node) return;
  active.pending++;
  const done = work(node)
    .catch((error): Posted => ({ type: 'directoryFailed', taskRunId, message: messageOf(error) }))
    .then((event) => {
      active.pending--;
      runtime.post(active.model.execution.id, event);
    });
  track(runtime, done);
}

/** An engine that closes waits for it. */
export function track(runtime: Runtime, work: Promise<void>): void {
  runtime.unfinished.add(work);
  void work.finally(() => runtime.unfinished.delete(work));
}

async function removeDirectory(active: Active, taskRunId: string): Promise<void> {
  const directory = active.directories.get(taskRunId);
  active.directories.delete(taskRunId);
  if (directory) await rm(directory.path, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
}
