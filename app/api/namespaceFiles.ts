import { posix } from 'node:path';
import type { Context } from 'hono';
import type { Repository } from '../../runner/repository/types.ts';
import { filePart } from './body.ts';
import { notFound, Refused } from './errors.ts';
import { assertWritable } from './flows/documents.ts';
import { json, unmasked } from './json.ts';
import { parameter, type Route } from './route.ts';
import type { ApiServices } from './services.ts';
import { zipResponse } from './zip.ts';

/** Files of namespaces, as they lie in the repository (surfaces §14.3). Folders are those that files lie in. */
export function namespaceFileRoutes({ flows }: ApiServices): Route[] {
  const { repository } = flows;
  const path = '/namespaces/{namespace}/files';
  const query = { path: 'from the namespace’s root' };
  return [
    {
      method: 'get',
      path,
      operationId: 'getFileContent',
      summary: 'A file',
      query,
      answers: 'file',
      async handle(context) {
        const content = await repository.readFile(...named(context));
        return new Response(Uint8Array.from(content), {
          headers: { 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' },
        });
      },
    },
    {
      method: 'post',
      path,
      operationId: 'createNamespaceFile',
      summary: 'Write a file: the part `fileContent` of a form',
      query,
      body: 'multipart',
      async handle(context) {
        assertWritable(flows);
        const bytes = await filePart(context, 'fileContent');
        await changed(() => repository.writeFile!(...named(context), bytes));
        return new Response(null, { status: 200 });
      },
    },
    {
      method: 'put',
      path,
      operationId: 'moveFileDirectory',
      summary: 'Move a file or a folder',
      query: { from: 'where it is', to: 'where it will be' },
      async handle(context) {
        assertWritable(flows);
        const [from, to] = [pathOf(context, 'from'), pathOf(context, 'to')];
        await move(repository, parameter(context, 'namespace'), from, to);
        return new Response(null, { status: 200 });
      },
    },
    {
      method: 'delete',
      path,
      operationId: 'deleteFileDirectory',
      summary: 'Delete a file or a folder',
      query,
      async handle(context) {
        assertWritable(flows);
        const [namespace, name] = named(context);
        for (const file of await within(repository, namespace, name))
          await repository.deleteFile!(namespace, file);
        return new Response(null, { status: 204 });
      },
    },
    {
      method: 'get',
      path: `${path}/search`,
      operationId: 'searchNamespaceFiles',
      summary: 'Paths of files with a text in them',
      query: { q: 'the text' },
      async handle(context) {
        const text = (context.req.query('q') ?? '').toLowerCase();
        const files = await repository.listFiles(parameter(context, 'namespace'));
        return json(
          files.filter((file) => file.toLowerCase().includes(text)).map((file) => `/${file}`),
          unmasked,
        );
      },
    },
    {
      method: 'get',
      path: `${path}/directory`,
      operationId: 'listNamespaceDirectoryFiles',
      summary: 'Files and folders of a folder',
      query,
      async handle(context) {
        const [namespace, folder] = [parameter(context, 'namespace'), plainPath(context.req.query('path'))];
        return json(await entriesOf(repository, namespace, folder), unmasked);
      },
    },
    {
      method: 'post',
      path: `${path}/directory`,
      operationId: 'createNamespaceDirectory',
      summary: 'Make a folder; for Git knows no empty ones, with a file .gitkeep',
      query,
      async handle(context) {
        assertWritable(flows);
        const [namespace, folder] = named(context);
        const files = await repository.listFiles(namespace);
        if (files.includes(folder)) throw new Refused(422, `${folder} is a file already`);
        if (!files.some((file) => file.startsWith(`${folder}/`)))
          await changed(() => repository.writeFile!(namespace, `${folder}/.gitkeep`, new Uint8Array()));
        return new Response(null, { status: 200 });
      },
    },
    {
      method: 'get',
      path: `${path}/export`,
      operationId: 'exportNamespaceFiles',
      summary: 'All files in a ZIP archive',
      answers: 'file',
      async handle(context) {
        const namespace = parameter(context, 'namespace');
        const files = await repository.listFiles(namespace);
        return zipResponse(
          `${namespace}.zip`,
          files.map((file) => ({ path: file, read: () => repository.readFile(namespace, file) })),
        );
      },
    },
    {
      method: 'get',
      path: `${path}/stats`,
      operationId: 'getFileMetadatas',
      summary: 'What a file or folder is',
      query,
      async handle(context) {
        const [namespace, name] = [parameter(context, 'namespace'), plainPath(context.req.query('path'))];
        const isFile = name !== '' && (await within(repository, namespace, name))[0] === name;
        return json(
          isFile ? await fileAttributes(repository, namespace, name) : folderAttributes(posix.basename(name)),
          unmasked,
        );
      },
    },
  ];
}

function named(context: Context): [namespace: string, path: string] {
  return [parameter(context, 'namespace'), pathOf(context, 'path')];
}

function pathOf(context: Context, name: string): string {
  const path = plainPath(context.req.query(name));
  if (path === '') throw new Refused(422, `${name} is missing`);
  return path;
}

/** Without the slashes around it, which clients write or not. */
function plainPath(text = ''): string {
  return text.replace(/^\/+|\/+$/g, '');
}

/** Moves a file, or a folder with everything in it. @throws Refused before anything is moved */
async function move(repository: Repository, namespace: string, from: string, to: string): Promise<void> {
  const files = await within(repository, namespace, from);
  const all = new Set(await repository.listFiles(namespace));
  const targets = files.map((file) => [file, to + file.slice(from.length)] as const);
  const taken = targets.find(([, target]) => all.has(target));
  if (taken) throw new Refused(422, `There is a file ${taken[1]} already; delete it first`);
  for (const [file, target] of targets) {
    const content = await repository.readFile(namespace, file);
    await changed(() => repository.writeFile!(namespace, target, content));
    await repository.deleteFile!(namespace, file);
  }
}

/** What lies in a folder, the root by default: its folders, then its files. @throws Refused 404 */
async function entriesOf(repository: Repository, namespace: string, folder: string) {
  const prefix = folder === '' ? '' : `${folder}/`;
  const files = (await repository.listFiles(namespace)).filter((file) => file.startsWith(prefix));
  if (files.length === 0 && folder !== '') throw notFound(`Folder ${folder} of namespace ${namespace}`);
  const rest = files.map((file) => file.slice(prefix.length));
  const folders = new Set(rest.filter((path) => path.includes('/')).map((path) => path.split('/')[0]!));
  const own = rest.filter((path) => !path.includes('/'));
  const attributes = await Promise.all(
    own.map((name) => fileAttributes(repository, namespace, prefix + name)),
  );
  return [...[...folders].map(folderAttributes), ...attributes];
}

/** The file of this path, or those of the folder. @throws Refused 404 where there are none */
async function within(repository: Repository, namespace: string, path: string): Promise<string[]> {
  const files = await repository.listFiles(namespace);
  const found = files.filter((file) => file === path || file.startsWith(`${path}/`));
  if (found.length === 0) throw notFound(`File ${path} of namespace ${namespace}`);
  return found;
}

/** Paths that lead out of the namespace's folder are refused by the repository. */
async function changed(change: () => Promise<void>): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.message.startsWith('Invalid path')) throw new Refused(422, error.message);
    // A folder is in the place of the file, or a file in that of one of its folders.
    if ('code' in error && ['EEXIST', 'ENOTDIR', 'EISDIR'].includes(String(error.code)))
      throw new Refused(422, 'A file and a folder cannot have the same path');
    throw error;
  }
}

/** Dates are those of the file system; a tree of Git knows none. */
async function fileAttributes(repository: Repository, namespace: string, file: string) {
  const common = { fileName: posix.basename(file), type: 'File' };
  const facts = await repository.fileFacts?.(namespace, file);
  if (!facts) return { ...common, size: (await repository.readFile(namespace, file)).byteLength };
  return {
    ...common,
    size: facts.size,
    lastModifiedTime: facts.modified,
    creationTime: facts.created,
  };
}

function folderAttributes(fileName: string) {
  return { fileName, type: 'Directory', size: 0 };
}
