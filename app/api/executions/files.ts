import { basename } from 'node:path';
import type { Context } from 'hono';
import { executionFolder, parseStorageUri } from '../../../runner/backend/storageUri.ts';
import type { Execution } from '../../../runner/execution/types.ts';
import { Refused } from '../errors.ts';
import { json } from '../json.ts';
import { wholeNumber } from '../page.ts';
import type { Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { executionOf } from './find.ts';
import { previewOf } from './preview.ts';

/** Most rows of a preview. */
const mostRows = 10_000;

/** Files of an execution in internal storage (surfaces §14.2, flow-language §6.7). */
export function fileRoutes(services: ApiServices): Route[] {
  const { backend, mask } = services;
  const query = { path: 'the file’s URI, kestra:///…' };
  return [
    {
      method: 'get',
      path: '/executions/{executionId}/file',
      operationId: 'downloadFileFromExecution',
      summary: 'A file',
      query,
      answers: 'file',
      async handle(context) {
        const path = pathOf(context, await executionOf(services, context));
        const size = await sizeOf(services, path);
        const name = encodeURIComponent(basename(path));
        return new Response(ReadableStream.from(backend.files.stream(path)), {
          headers: {
            'content-type': 'application/octet-stream',
            'content-length': String(size),
            'content-disposition': `attachment; filename*=UTF-8''${name}`,
            'x-content-type-options': 'nosniff',
          },
        });
      },
    },
    {
      method: 'get',
      path: '/executions/{executionId}/file/metas',
      operationId: 'getFileMetadatasFromExecution',
      summary: 'The size of a file',
      query,
      async handle(context) {
        const path = pathOf(context, await executionOf(services, context));
        return json({ size: await sizeOf(services, path) }, mask);
      },
    },
    {
      method: 'get',
      path: '/executions/{executionId}/file/preview',
      operationId: 'previewFileFromExecution',
      summary: 'The beginning of a file: rows of Ion, JSON lines and CSV, lines of a text',
      query: {
        ...query,
        maxRows: 'most rows or lines; 100 by default',
        encoding: 'UTF-8 (default), UTF-16, ISO-8859-1, US-ASCII, windows-1252 or windows-1250',
      },
      async handle(context) {
        const path = pathOf(context, await executionOf(services, context));
        await sizeOf(services, path);
        const { encoding } = context.req.query();
        const maxRows = Math.min(wholeNumber(context, 'maxRows', 100), mostRows);
        return json(await previewOf(backend.files, path, { maxRows, encoding: encoding || 'UTF-8' }), mask);
      },
    },
  ];
}

/** The storage path that a request names: a file of this execution, or of its parents. @throws Refused */
function pathOf(context: Context, execution: Execution): string {
  const uri = context.req.query('path');
  if (!uri) throw new Refused(422, 'path is missing: the URI of a file, kestra:///…');
  const path = parseStorageUri(uri);
  const folder = executionFolder(execution);
  const linked = /\/executions\/([^/]+)\//.exec(path)?.[1];
  const isOwn = path.startsWith(`${folder}/`);
  // Replays and subflows read files of the execution that they come from.
  const isOfParent = linked !== undefined && [execution.originalId, execution.parentId].includes(linked);
  if (isOwn || isOfParent || isNamed(execution, uri)) return path;
  throw new Refused(422, `The file ${uri} is none of execution ${execution.id}`);
}

/** Whether inputs or outputs of the execution name the file. */
function isNamed({ inputs, outputs, trigger }: Execution, uri: string): boolean {
  return JSON.stringify([inputs, outputs, trigger?.variables]).includes(JSON.stringify(uri));
}

async function sizeOf({ backend }: ApiServices, path: string): Promise<number> {
  const size = await backend.files.size(path);
  if (size === undefined) throw new Refused(404, `The file ${path} was not found`);
  return size;
}
