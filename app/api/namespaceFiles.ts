import { posix } from 'node:path';
import type { Context } from 'hono';
import type { Repository } from '../../runner/repository/types.ts';
import { notFound, Refused } from './errors.ts';
import { assertWritable } from './flows/write.ts';
import { json, unmasked } from './json.ts';
import { parameter, type Route } from './route.ts';
import type { ApiServices } from './services.ts';

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
        const form = await context.req.formData().catch(() => undefined);
        const content = form?.get('fileContent');
        if (content === null || content === undefined)
          throw new Refused(422, 'The part fileContent is missing');
        const bytes =
          typeof content === 'string'
            ? new TextEncoder().encode(content)
            : new Uint8Array(await content.arrayBuffer());
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
        const namespace = parameter(context, 'namespace');
        const [from, to] = [pathOf(context, 'from'), pathOf(context, 'to')];
        const files = await within(repository, namespace, from);
        for (const file of files) {
          const target = to + file.slice(from.length);
          await changed(async () =>
            repository.writeFile!(namespace, target, await repository.readFile(namespace, file)),
          );
          await repository.deleteFile!(namespace, file);
        }
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
        const [namespace, name] = [
          parameter(context, 'namespace'),
          (context.req.query('path') ?? '').replace(/^\/+|\/+$/g, ''),
        ];
        const prefix = name === '' ? '' : `${name}/`;
        const files = (await repository.listFiles(namespace)).filter((file) => file.startsWith(prefix));
        if (files.length === 0 && name !== '') throw notFound(`Folder ${name} of namespace ${namespace}`);
        const folders = new Set<string>();
        const own: string[] = [];
        for (const file of files) {
          const rest = file.slice(prefix.length);
          if (rest.includes('/')) folders.add(rest.slice(0, rest.indexOf('/')));
          else own.push(file);
        }
        const attributes = await Promise.all(own.map((file) => fileAttributes(repository, namespace, file)));
        return json([...[...folders].map(folderAttributes), ...attributes], unmasked);
      },
    },
    {
      method: 'get',
      path: `${path}/stats`,
      operationId: 'getFileMetadatas',
      summary: 'What a file or folder is',
      query,
      async handle(context) {
        const [namespace, name] = named(context);
        const files = await within(repository, namespace, name);
        return json(
          files[0] === name
            ? await fileAttributes(repository, namespace, name)
            : folderAttributes(posix.basename(name)),
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
  const path = (context.req.query(name) ?? '').replace(/^\/+|\/+$/g, '');
  if (path === '') throw new Refused(422, `${name} is missing`);
  return path;
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
    if (error instanceof Error && error.message.startsWith('Invalid path'))
      throw new Refused(422, error.message);
    throw error;
  }
}

async function fileAttributes(repository: Repository, namespace: string, file: string) {
  const { byteLength } = await repository.readFile(namespace, file);
  return { fileName: posix.basename(file), type: 'File', size: byteLength };
}

function folderAttributes(fileName: string) {
  return { fileName, type: 'Directory', size: 0 };
}
