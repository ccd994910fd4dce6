import { randomUUID } from 'node:crypto';
import { realpath, writeFile } from 'node:fs/promises';
import { basename, delimiter, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseStorageUri } from '../backend/storageUri.ts';
import type { Repository } from '../repository/types.ts';
import type { Runtime } from './runtime.ts';
import { treeAt } from './tree.ts';

/** Who reads: namespace files are those of its namespace, at its commit. */
export interface Reader {
  namespace: string;
  commit?: string;
}

/**
 * A local path to read a URI from (flow-language §2.5, §6.7): `kestra:///…` in internal storage, `nsfile:///path` and
 * `nsfile://namespace/path` among the namespace files, `file:///…` below the repository or a path that
 * `TUTTI_ALLOWED_PATHS` names.
 *
 * @throws Error that names the URI where its scheme is unknown or its path is not allowed.
 */
export async function localFile(
  runtime: Runtime,
  uri: string,
  { namespace, commit }: Reader,
): Promise<string> {
  const scheme = /^([a-z]+):\/\//.exec(uri)?.[1];
  if (scheme === 'kestra') return runtime.backend.files.localPath(parseStorageUri(uri));
  if (scheme === 'nsfile')
    return namespaceFile(await treeAt(runtime, commit), await runtime.scratch(), uri, namespace);
  if (scheme === 'file' && !runtime.sealed) return allowedFile(runtime, uri);
  throw new Error(`Cannot process the URI ${uri}: scheme not supported.`);
}

async function namespaceFile(
  tree: Repository,
  scratch: string,
  uri: string,
  namespace: string,
): Promise<string> {
  const [, authority, path] = /^nsfile:\/\/([^/]*)\/(.*)$/.exec(uri) ?? [];
  if (path === undefined) throw new Error(`Cannot process the URI ${uri}: it names no file`);
  const content = await tree.readFile(authority || namespace, decodeURIComponent(path));
  const copy = join(scratch, `${randomUUID()}-${basename(path)}`);
  await writeFile(copy, content);
  return copy;
}

async function allowedFile(runtime: Runtime, uri: string): Promise<string> {
  const path = await realpath(fileURLToPath(uri));
  const allowed = [
    runtime.repository.root,
    ...(runtime.environment['TUTTI_ALLOWED_PATHS']?.split(delimiter) ?? []),
  ];
  const roots = await Promise.all(
    allowed.filter(Boolean).map((root) => realpath(resolve(root)).catch(() => resolve(root))),
  );
  if (roots.some((root) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)))
    return path;
  throw new Error(
    `The path ${path} is not allowed: only files of the repository can be read, or below a path of TUTTI_ALLOWED_PATHS`,
  );
}
