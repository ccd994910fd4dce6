import type { StoredFlow } from '../../flows/store.ts';
import { filePart } from '../body.ts';
import { json, unmasked } from '../json.ts';
import type { Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { isZip, readZip, zipResponse } from '../zip.ts';
import { assertWritable, nameOf, splitDocuments, type ValidFlow } from './documents.ts';
import { syncTriggers } from './write.ts';

/** Taking flows from files (surfaces §14.1). */
export function flowImportRoutes(services: ApiServices): Route[] {
  return [
    {
      method: 'post',
      path: '/flows/import',
      operationId: 'importFlows',
      summary:
        'Write the flows of the part `fileUpload`, a YAML stream or a ZIP archive of YAML files; answers with what was not written: numbers of documents, from 0, or names of files',
      body: 'multipart',
      async handle(context) {
        assertWritable(services.flows);
        return importFlows(services, await filePart(context, 'fileUpload'));
      },
    },
  ];
}

/** The files of flows in a ZIP archive. */
export function flowsResponse(stored: readonly StoredFlow[]): Promise<Response> {
  const encoder = new TextEncoder();
  return zipResponse(
    'flows.zip',
    stored.map(({ flow, source }) => ({ path: `${nameOf(flow)}.yml`, read: () => encoder.encode(source) })),
  );
}

/** Unlike other bulk calls it writes what is valid, as Kestra does. Of two with one name the later is written. */
async function importFlows(services: ApiServices, bytes: Uint8Array): Promise<Response> {
  const { flows } = services;
  const write = new Map<string, ValidFlow>();
  const failed = new Set<string>();
  for (const { name, source } of await documentsOf(bytes)) {
    const document = await flows.parse(source);
    if (document.flow) write.set(nameOf(document.flow), { flow: document.flow, source });
    else failed.add(name);
  }
  await flows.change({ write: [...write.values()] });
  await syncTriggers(services);
  return json([...failed], unmasked);
}

async function documentsOf(bytes: Uint8Array): Promise<{ name: string; source: string }[]> {
  const decoder = new TextDecoder();
  if (!isZip(bytes))
    return splitDocuments(decoder.decode(bytes)).map((source, index) => ({ name: String(index), source }));
  const files = await readZip(bytes);
  return files
    .filter(({ path }) => /\.ya?ml$/i.test(path))
    .flatMap(({ path, content }) =>
      splitDocuments(decoder.decode(content)).map((source) => ({ name: path, source })),
    );
}
