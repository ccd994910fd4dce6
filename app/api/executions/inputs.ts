import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import type { Context } from 'hono';
import type { Input } from '../../../runner/flow/types.ts';
import { Refused } from '../errors.ts';

/** Inputs as a request submits them. */
export interface SubmittedInputs {
  values: Record<string, unknown>;
  /** Removes uploaded files; what was resolved by then has copies in storage. */
  dispose(): Promise<void>;
}

/**
 * Inputs of a request: a JSON object, or a form with a part for each (surfaces §14.2). A file belongs to the input that its
 * part is named for, or its file name, as Kestra's clients send it.
 *
 * Whoever speaks HTTP never names files of this machine: the text of a FILE input must be a URI of internal storage or of a
 * namespace file.
 *
 * @throws Refused
 */
export async function submittedInputs(
  context: Context,
  declared: readonly Input[],
): Promise<SubmittedInputs> {
  const type = context.req.header('content-type') ?? '';
  if (type.startsWith('application/json')) {
    const values = flatten(await jsonObject(context), declared);
    assertNoLocalFiles(values, declared);
    return { values, dispose: async () => undefined };
  }
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type))
    return { values: {}, dispose: async () => undefined };
  return formInputs(await form(context), declared);
}

/** Refuses texts that would be read as paths of this machine. @throws Refused */
export function assertNoLocalFiles(
  values: Readonly<Record<string, unknown>>,
  declared: readonly Input[],
): void {
  for (const { id, type, itemType } of declared) {
    const value = values[id];
    if (value === undefined || value === null) continue;
    const files = type === 'FILE' ? [value] : type === 'ARRAY' && itemType === 'FILE' ? listOf(value) : [];
    for (const file of files)
      if (typeof file !== 'string' || !/^(kestra|nsfile):\/\//.test(file))
        throw new Refused(
          422,
          `Invalid input for \`${id}\`, a file is uploaded as a part of a form, or named by a URI kestra:// or nsfile://, but received \`${String(file)}\``,
        );
  }
}

async function jsonObject(context: Context): Promise<Record<string, unknown>> {
  const text = await context.req.text();
  if (text.trim() === '') return {};
  const value: unknown = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refused(400, 'The body must be a JSON object of input ids and their values');
  return value as Record<string, unknown>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refused(400, `The body is no JSON: ${(error as Error).message}`);
  }
}

async function form(context: Context): Promise<FormData> {
  try {
    return await context.req.formData();
  } catch (error) {
    throw new Refused(400, `The body is no form: ${(error as Error).message}`);
  }
}

async function formInputs(parts: FormData, declared: readonly Input[]): Promise<SubmittedInputs> {
  const values: Record<string, unknown> = {};
  const files: [id: string, file: File][] = [];
  const ids = new Set(declared.map(({ id }) => id));
  for (const [name, part] of parts) {
    if (typeof part === 'string') values[name] = part;
    else files.push([ids.has(part.name) || !ids.has(name) ? part.name : name, part]);
  }
  assertNoLocalFiles(values, declared);
  if (files.length === 0) return { values, dispose: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), 'tutti-upload-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    for (const [id, file] of files) values[id] = await kept(folder, id, file, declared);
    return { values, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Text inputs may be uploaded as files too; those of FILE inputs keep the extension that the input asks for. */
async function kept(folder: string, id: string, file: File, declared: readonly Input[]): Promise<string> {
  const input = declared.find((one) => one.id === id);
  if (input?.type !== 'FILE') return file.text();
  const extension = input.extension ?? (extname(basename(file.name)) || '.upl');
  const path = join(folder, `${randomUUID()}${/^\.[\w.-]{1,20}$/.test(extension) ? extension : '.upl'}`);
  await writeFile(path, new Uint8Array(await file.arrayBuffer()));
  return path;
}

/** `{a: {b: 1}}` becomes `{'a.b': 1}` where an input `a.b`, and no input `a`, is declared (flow-language §2.4). */
function flatten(value: object, declared: readonly Input[], prefix = ''): Record<string, unknown> {
  const entries = Object.entries(value).flatMap(([key, item]: [string, unknown]): [string, unknown][] => {
    const id = prefix + key;
    const isPrefix =
      !declared.some((input) => input.id === id) && declared.some((input) => input.id.startsWith(`${id}.`));
    return isPrefix && typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.entries(flatten(item, declared, `${id}.`))
      : [[id, item]];
  });
  return Object.fromEntries(entries);
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  try {
    const list: unknown = JSON.parse(String(value));
    return Array.isArray(list) ? list : [];
  } catch {
    // It is refused when it is resolved.
    return [];
  }
}
