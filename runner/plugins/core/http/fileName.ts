import { type HttpResponse, headerOf } from './client.ts';

/**
 * How a downloaded file is stored (flow-language §6.10, Download): under the name in `Content-Disposition`, without folders,
 * else under a name of its own with the extension of the URI, from the first dot of its last segment.
 */
export function fileNameOf({
  uri,
  headers,
}: Pick<HttpResponse, 'uri' | 'headers'>): { name: string } | { extension: string } {
  const disposition = headerOf(headers, 'content-disposition');
  const name = disposition === undefined ? undefined : dispositionName(disposition);
  if (name) return { name };
  const segment = new URL(uri).pathname.split('/').at(-1) ?? '';
  const dot = segment.indexOf('.');
  return { extension: dot < 0 ? '' : segment.slice(dot) };
}

function dispositionName(disposition: string): string | undefined {
  const extended = /;\s*filename\*\s*=\s*([\w-]+)'[^']*'([^;]+)/i.exec(disposition);
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(disposition);
  const name = (extended && decode(extended[2]!)) ?? plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2];
  const file = name?.trim().replaceAll('"', '').split(/[/\\]/).at(-1);
  return file === '.' || file === '..' ? undefined : file;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}
