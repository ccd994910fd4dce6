import { basename, extname } from 'node:path';
import type { FileStore } from '../../../runner/backend/types.ts';
import { parseIon } from '../../../runner/plugin/ion.ts';
import { Refused } from '../errors.ts';

/** The beginning of a file as Kestra's clients show it. */
export interface FilePreview {
  /** In lower case, without a dot. */
  extension: string;
  /** `LIST`: rows; `IMAGE` and `PDF`: base64. */
  type: 'TEXT' | 'LIST' | 'IMAGE' | 'MARKDOWN' | 'PDF';
  content: unknown;
  /** Whether there is more. */
  truncated: boolean;
}

/** Most bytes that are read of a file of rows or text, and of one that is shown as a whole. */
const longest = { rows: 4 * 1024 * 1024, whole: 10 * 1024 * 1024 } as const;

const images = new Set(['jpg', 'jpeg', 'png', 'gif', 'svg', 'webp', 'bmp']);

/** What `encoding` may be; these are the names that Kestra's clients offer. */
const encodings: Readonly<Record<string, string>> = {
  'UTF-8': 'utf-8',
  'UTF-16': 'utf-16le',
  'ISO-8859-1': 'iso-8859-1',
  'US-ASCII': 'windows-1252',
  'WINDOWS-1252': 'windows-1252',
  'WINDOWS-1250': 'windows-1250',
};

/**
 * The first rows or lines of a file in internal storage (surfaces §14.2, `file/preview`): Ion, JSON lines and CSV as rows, texts by
 * lines, images and PDF as a whole. Never more than four megabytes are read of a text.
 *
 * @throws Refused for an encoding there is not, and a file that is too large to be shown.
 */
export async function previewOf(
  files: FileStore,
  path: string,
  { maxRows, encoding }: { maxRows: number; encoding: string },
): Promise<FilePreview> {
  const extension = extname(basename(path)).slice(1).toLowerCase();
  const decoder = decoderOf(encoding);
  const isImage = images.has(extension);
  if (isImage || extension === 'pdf') {
    const { bytes, isWhole } = await beginningOf(files, path, longest.whole);
    if (!isWhole) throw new Refused(422, 'The file is too large for a preview: it has more than 10 MB');
    const content = Buffer.from(bytes).toString('base64');
    return { extension, type: isImage ? 'IMAGE' : 'PDF', content, truncated: false };
  }
  const { bytes, isWhole } = await beginningOf(files, path, longest.rows);
  const text = decoder.decode(bytes);
  const { lines, isAll } = firstLines(text, isWhole, maxRows);
  const truncated = !isAll;
  switch (extension) {
    case 'ion':
    case 'jsonl':
    case 'ndjson':
      return { extension, type: 'LIST', content: lines.filter(isFilled).map(rowOf), truncated };
    case 'csv': {
      const records = csvRecords(text, maxRows + 1, isWhole);
      return { extension, type: 'LIST', content: tableOf(records.rows), truncated: !records.isAll };
    }
    case 'md':
      return { extension, type: 'MARKDOWN', content: lines.join('\n'), truncated };
    default:
      return { extension, type: 'TEXT', content: lines.join('\n'), truncated };
  }
}

function decoderOf(encoding: string): InstanceType<typeof TextDecoder> {
  const label = encodings[encoding.toUpperCase()];
  if (!label) {
    const known = Object.keys(encodings).join(', ');
    throw new Refused(422, `The encoding must be one of ${known}, but it is ${encoding}`);
  }
  return new TextDecoder(label);
}

/** The first bytes of a file; the rest is not read. */
async function beginningOf(
  files: FileStore,
  path: string,
  limit: number,
): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of files.stream(path)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) return { bytes: Buffer.concat(chunks).subarray(0, limit), isWhole: false };
  }
  return { bytes: Buffer.concat(chunks), isWhole: true };
}

/** A line that the limit of bytes cut is left out. */
function firstLines(text: string, isWhole: boolean, most: number): { lines: string[]; isAll: boolean } {
  const all = text.split(/\r?\n/);
  const last = all.at(-1);
  const lines = last === '' || (!isWhole && all.length > 1) ? all.slice(0, -1) : all;
  return { lines: lines.slice(0, most), isAll: isWhole && lines.length <= most };
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}

/** A line that is no row is shown as it is. */
function rowOf(line: string): unknown {
  try {
    return parseIon(line)[0];
  } catch {
    return line;
  }
}

/** Records of comma-separated values (RFC 4180), where fields in quotes may hold commas, quotes and line breaks. */
function csvRecords(text: string, most: number, isWhole: boolean): { rows: string[][]; isAll: boolean } {
  const rows: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/y;
  let row: string[] = [];
  while (field.lastIndex < text.length) {
    if (rows.length === most) return { rows, isAll: false };
    const at = field.lastIndex;
    const match = field.exec(text);
    if (!match) {
      // A quote inside of a field, or one that never ends: the rest of the line is the field.
      const end = text.indexOf('\n', at);
      row.push(text.slice(at, end === -1 ? undefined : end).trim());
      rows.push(row);
      row = [];
      if (end === -1) break;
      field.lastIndex = end + 1;
      continue;
    }
    const [, quoted, plain = '', end] = match;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',' && field.lastIndex < text.length) continue;
    if (end === ',') row.push('');
    rows.push(row);
    row = [];
  }
  // The record that the limit of bytes cut.
  if (!isWhole) rows.pop();
  return { rows, isAll: isWhole };
}

/** The first record names the fields of the others. */
function tableOf([header = [], ...rows]: string[][]): Record<string, string>[] {
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
}
