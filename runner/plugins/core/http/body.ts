import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { FormData } from 'undici';
import type { StorageAccess } from '../../../plugin/types.ts';
import type { HttpOptions } from './options.ts';

/** What a request sends (flow-language §6.10). */
export interface RequestBody {
  /** Ignored where `formData` has fields. */
  body?: string;
  formData?: Readonly<Record<string, unknown>>;
  /** Default `application/json`. */
  contentType?: string;
  options?: HttpOptions;
  /** Where files of the form come from. */
  storage?: Pick<StorageAccess, 'localPath'>;
}

export interface EncodedBody {
  body: string | Buffer | FormData | undefined;
  /** Absent without a body, and for a multipart form, whose type names the boundary that is chosen on sending. */
  contentType?: string;
  /** The body as text, for the log. */
  text?: string;
}

/** Encodes the body of a request: a form, multipart or URL-encoded, or text in its character set. */
export async function encodeBody(request: RequestBody): Promise<EncodedBody> {
  const charset = request.options?.defaultCharset || 'UTF-8';
  const contentType = request.contentType || 'application/json';
  const fields = Object.entries(request.formData ?? {});
  if (fields.length > 0) {
    if (contentType.toLowerCase().startsWith('multipart/form-data')) {
      return { body: await multipart(fields, request.storage) };
    }
    const text = new URLSearchParams(
      Object.fromEntries(fields.map(([name, value]) => [name, fieldText(value)])),
    ).toString();
    return { body: text, contentType: `application/x-www-form-urlencoded; charset=${charset}`, text };
  }
  if (request.body === undefined) return { body: undefined };
  return {
    body: Buffer.from(request.body, encodingOf(charset)),
    contentType: /;\s*charset=/i.test(contentType) ? contentType : `${contentType}; charset=${charset}`,
    text: request.body,
  };
}

async function multipart(
  fields: readonly [string, unknown][],
  storage: RequestBody['storage'],
): Promise<FormData> {
  const { FormData } = await import('undici');
  const form = new FormData();
  for (const [name, value] of fields) {
    const file = fileOf(value);
    if (!file) form.append(name, fieldText(value));
    else if (!storage) throw new Error(`The field '${name}' is a file, which cannot be sent from here`);
    else form.append(name, await openAsBlob(await storage.localPath(file.uri)), file.name);
  }
  return form;
}

/** A field that is a file: a storage URI, or a map of the file's name and its URI. */
function fileOf(value: unknown): { uri: string; name: string } | undefined {
  if (typeof value === 'string') {
    return value.startsWith('kestra://') ? { uri: value, name: basename(value) } : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, content } = value as { name?: unknown; content?: unknown };
  return typeof name === 'string' && typeof content === 'string' ? { uri: content, name } : undefined;
}

function fieldText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Node encodes the character sets that are in use; another one is refused rather than sent as something else. */
function encodingOf(charset: string): BufferEncoding {
  const encoding = encodings[charset.toLowerCase()];
  if (encoding) return encoding;
  throw new Error(`Unknown character set '${charset}': use ${Object.keys(encodings).join(', ')}`);
}

const encodings: Readonly<Record<string, BufferEncoding>> = {
  'utf-8': 'utf8',
  utf8: 'utf8',
  'us-ascii': 'latin1',
  'iso-8859-1': 'latin1',
  'utf-16le': 'utf16le',
};
