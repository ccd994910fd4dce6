import { buffer } from 'node:stream/consumers';
import type { RepositoryFlow } from '../../plugin/instance.ts';

/** A ZIP archive with the text of each flow, named as Kestra's export names it: `namespace.id.yml`. */
export async function zipOfFlows(flows: readonly RepositoryFlow[]): Promise<Uint8Array> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  for (const { flow, source } of flows)
    zip.addBuffer(Buffer.from(source), `${flow.namespace}.${flow.id}.yml`);
  zip.end();
  return buffer(zip.outputStream);
}
