import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  executionFolder,
  parseStorageUri,
  storageUri,
  taskRunFolder,
} from '../../runner/backend/storageUri.ts';
import type { FileStore } from '../../runner/backend/types.ts';
import type { NamespaceFilesAccess, StorageAccess } from '../../runner/plugin/types.ts';

/** Storage as a task run sees it: what it stores is below its own folder, what it reads may be anywhere. */
export function storageOf(
  store: FileStore,
  files: NamespaceFilesAccess,
  taskRun: Parameters<typeof taskRunFolder>[0],
): StorageAccess {
  const folder = taskRunFolder(taskRun);
  const pathOf = (extension = '', name = `${randomUUID()}${extension}`) => `${folder}/${name}`;
  const stored = async (path: string, written: Promise<{ size: number }>) => ({
    size: (await written).size,
    uri: storageUri(path),
  });
  const get = async (uri: string): Promise<Uint8Array> => {
    if (uri.startsWith('file:')) return readFile(fileURLToPath(uri));
    if (uri.startsWith('nsfile:')) return files.read(uri.replace(/^nsfile:\/+/, ''));
    return store.get(parseStorageUri(uri));
  };
  return {
    put(content, { name, extension } = {}) {
      const path = pathOf(extension, name);
      return stored(path, store.put(path, typeof content === 'string' ? Buffer.from(content) : content));
    },
    putFile(local, { name } = {}) {
      const path = pathOf(extname(local), name);
      return stored(path, store.putFile(path, local));
    },
    get,
    async *stream(uri) {
      if (uri.startsWith('kestra:')) yield* store.stream(parseStorageUri(uri));
      else yield await get(uri);
    },
    localPath: async (uri) =>
      uri.startsWith('file:') ? fileURLToPath(uri) : store.localPath(parseStorageUri(uri)),
    size: (uri) => store.size(parseStorageUri(uri)),
    delete: (uri) => store.delete(parseStorageUri(uri)),
    deleteExecutionFiles: async () =>
      (await store.deleteFolder(executionFolder({ ...taskRun, id: taskRun.executionId }))).map(storageUri),
  };
}

/** Files of the flow's own namespace, by path: kept in `files`. */
export function namespaceFilesOf(own: string, files: Record<string, string>): NamespaceFilesAccess {
  return {
    list: async (namespace = own) => (namespace === own ? Object.keys(files).sort() : []),
    async read(path, namespace = own) {
      const content = namespace === own ? files[path] : undefined;
      if (content === undefined) throw new Error(`No file '${path}' in namespace '${namespace}'`);
      return Buffer.from(content);
    },
    async write(path, content, namespace = own) {
      if (namespace !== own) throw new Error(`No namespace '${namespace}'`);
      files[path] = Buffer.from(content).toString();
    },
    async delete(path, namespace = own) {
      const found = namespace === own && path in files;
      if (found) delete files[path];
      return found;
    },
  };
}
