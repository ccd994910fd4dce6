import { parseStorageUri } from '../../backend/storageUri.ts';
import { isMapping } from '../../flow/values.ts';
import type { Recording } from './index.ts';

/** Longest text that stays where it is, in characters; a longer one becomes a file of the case. */
const longestText = 2_000;

/** Largest file that is written into a suite, in bytes. */
const largestFile = 64 * 1024;

/** Values on their way into a suite. */
export interface PortableValues {
  /**
   * A value without secrets, that rendering gives back as it was: files become files of the case, long texts too.
   *
   * @param name what files that come of it are named for
   */
  portable(value: unknown, name: string): Promise<unknown>;
  /** Content of the case's files by name. */
  readonly files: Record<string, string>;
  readonly notes: string[];
}

/** Collects the files of one case. */
export function portableValues({ files: store, mask }: Pick<Recording, 'files' | 'mask'>): PortableValues {
  const files: Record<string, string> = {};
  const notes: string[] = [];
  const names = new Map<string, string>();

  const portable = async (value: unknown, name: string): Promise<unknown> => {
    if (typeof value === 'string')
      return isStorageUri(value) ? fileReference(value) : portableText(mask(value), name);
    if (Array.isArray(value)) return Promise.all(value.map((item) => portable(item, name)));
    if (!isMapping(value)) return value;
    const entries: [string, unknown][] = [];
    for (const [key, item] of Object.entries(value))
      entries.push([mask(key), await portable(item, `${name}-${key}`)]);
    return Object.fromEntries(entries);
  };

  const portableText = (text: string, name: string): string => {
    if (text.length <= longestText && !text.includes('endverbatim')) return escaped(text);
    const kept = text.slice(0, largestFile);
    if (kept.length < text.length)
      notes.push(`${name}: only the first ${kept.length} of ${text.length} characters are recorded.`);
    const file = add(`${name}.txt`, kept);
    return `{{ read(files['${file}']) }}`;
  };

  /** The same file is written once, however often it is named. */
  const fileReference = async (uri: string): Promise<string> => {
    const known = names.get(uri) ?? add(nameIn(uri), await contentOf(uri));
    names.set(uri, known);
    return `{{ files['${known}'] }}`;
  };

  const contentOf = async (uri: string): Promise<string> => {
    const path = parseStorageUri(uri);
    const size = await store.size(path);
    const name = nameIn(uri);
    const leftOut = (why: string) => {
      notes.push(
        `${name}: ${why}, so that its content is left out. Give it as a namespace file where it is read.`,
      );
      return `(not recorded: ${why})\n`;
    };
    if (size === undefined) return leftOut('the file is gone');
    if (size > largestFile) return leftOut(`the file has ${size} bytes`);
    const text = textOf(await store.get(path));
    return text === undefined ? leftOut('the file is no text') : mask(text);
  };

  const add = (wanted: string, content: string): string => {
    const name = freeName(files, wanted);
    // Content is text, but for one that names a namespace file.
    files[name] = /\{\{.*fileURI/s.test(content) ? escaped(content) : content;
    return name;
  };

  return { portable, files, notes };
}

/** A text that renders to itself; one with `endverbatim` does not. */
export function escaped(text: string): string {
  if (!/\{[{%#]/.test(text)) return text;
  return `{% verbatim %}${text}{% endverbatim %}`;
}

/** Whether a value names a file of internal storage. */
export function isStorageUri(value: unknown): value is string {
  return typeof value === 'string' && /^kestra:\/\/\/\S+$/.test(value);
}

function nameIn(uri: string): string {
  const name = decodeURIComponent(uri.split('/').at(-1)!).replace(/[^\w.-]/g, '_');
  // Names that were made up say nothing, and are others each time.
  const extension = /\.\w+$/.exec(name)?.[0] ?? '';
  return /^[\w-]{16,}(\.\w+)?$/.test(name) && /\d/.test(name) ? `file${extension}` : name;
}

function freeName(taken: Readonly<Record<string, string>>, wanted: string): string {
  const safe = wanted.replace(/[^\w.-]/g, '_').slice(-80);
  const [, base = safe, extension = ''] = /^(.*?)(\.\w+)?$/.exec(safe) ?? [];
  for (let count = 1; ; count++) {
    const name = count === 1 ? safe : `${base}-${count}${extension}`;
    if (!Object.hasOwn(taken, name)) return name;
  }
}

/** `undefined` for what is no UTF-8 text. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
