import { assertBounded } from '../../expression/java/extent.ts';
import { toText } from '../../expression/java/text.ts';
import { InvalidValue, messageOf } from './errors.ts';
import { parseDate, parseInstant, parseTime } from './java/dateTime.ts';
import { parseIsoDuration } from './java/duration.ts';
import { parseFloat32 } from './java/float.ts';
import { parseInteger } from './java/integer.ts';
import { shownText } from './java/text.ts';
import type { EncryptedValue, ValueContext } from './types.ts';

/** The part of an input or output that says how to read its values. */
export interface Declared {
  id: string;
  type: string;
  itemType?: string;
}

/**
 * Converts a value that is not null to a declared type (flow-language §2.2). Dates and durations become ISO text as Java
 * prints it; a SECRET stays clear (see `seal`).
 *
 * @throws InvalidValue whose message is the reason: ``Expected `INT` but received `abc` with errors: …``
 */
export async function parseValue(
  declared: Declared,
  value: unknown,
  context: ValueContext,
): Promise<unknown> {
  const type = typeName(declared.type);
  const parse = parsers[type];
  if (parse === undefined) throw new InvalidValue(`Invalid type: ${declared.type}`);
  try {
    assertBounded(value);
    return await parse(value, declared, context);
  } catch (error) {
    if (error instanceof InvalidValue) throw error;
    const fence = '```';
    throw new InvalidValue(
      `Expected \`${type}\` but received \`${shownText(value)}\` with errors:\n${fence}\n${messageOf(error)}\n${fence}`,
    );
  }
}

/**
 * A parsed value as it is stored: SECRETs encrypted, also those of an ARRAY, everything else as it is (flow-language §2.2).
 *
 * @throws InvalidValue where no key is configured
 */
export async function seal(declared: Declared, value: unknown, context: ValueContext): Promise<unknown> {
  if (!isSecret(declared) || value === null) return value;
  if (context.encrypt === undefined) {
    throw new InvalidValue('Unable to use a `SECRET` input/output as encryption is not configured');
  }
  const sealed: EncryptedValue[] = [];
  for (const clear of Array.isArray(value) ? value : [value]) {
    sealed.push({ type: 'io.kestra.datatype:aes_encrypted', value: await context.encrypt(String(clear)) });
  }
  return Array.isArray(value) ? sealed : sealed[0];
}

/** Whether the values of a declaration must not be shown. */
export function isSecret({ type, itemType = '' }: Declared): boolean {
  return typeName(type) === 'SECRET' || typeName(itemType) === 'SECRET';
}

/** Canonical name of a type: any case, `BOOLEAN` for `BOOL` (surfaces §17). */
export function typeName(type: string): string {
  const upper = type.toUpperCase();
  return upper === 'BOOLEAN' ? 'BOOL' : upper;
}

type Parser = (value: unknown, declared: Declared, context: ValueContext) => unknown;

const parsers: Readonly<Record<string, Parser>> = {
  STRING: toText,
  ENUM: toText,
  SELECT: toText,
  EMAIL: toText,
  SECRET: toText,
  MULTISELECT: (value, declared, context) => parseList({ itemType: 'STRING', ...declared }, value, context),
  ARRAY: (value, declared, context) => parseList(declared, value, context),
  INT: (value) => parseInteger(toText(value)),
  FLOAT: (value) => parseFloat32(toText(value)),
  BOOL: (value) => toText(value).toLowerCase() === 'true',
  DATETIME: (value) => parseInstant(toText(value)).text,
  DATE: (value) => parseDate(toText(value)).text,
  TIME: (value) => parseTime(toText(value)).text,
  // A number is one of seconds (flow-language §4.12).
  DURATION: (value) => parseIsoDuration(typeof value === 'number' ? `PT${value}S` : toText(value)).text,
  FILE: (value, { id }, context) => parseFile(id, toText(value), context),
  JSON: (value) => (typeof value === 'string' ? parseJson(value) : value),
  YAML: (value) => (typeof value === 'string' ? parseYaml(value) : value),
  URI: (value) => parseUri(toText(value)),
};

async function parseList(declared: Declared, value: unknown, context: ValueContext): Promise<unknown[]> {
  const list: unknown = typeof value === 'string' ? parseJson(value) : value;
  if (!Array.isArray(list)) throw new Error('The value is no list');
  const itemType = declared.itemType ?? 'STRING';
  const items: unknown[] = [];
  for (const item of list) {
    try {
      items.push(await parseValue({ id: declared.id, type: itemType }, item, context));
    } catch {
      throw new InvalidValue(
        `Unable to parse array element as \`${typeName(itemType)}\` on \`${shownText(item)}\``,
      );
    }
  }
  return items;
}

/** URIs that storage, the local disk or the namespace answer stay; anything else is the path of a file to store. */
function parseFile(id: string, value: string, context: ValueContext): string | Promise<string> {
  return /^(kestra|file|nsfile):/i.test(value) ? value : context.storeFile(id, value);
}

function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  assertBounded(value);
  return value;
}

async function parseYaml(text: string): Promise<unknown> {
  const { readYamlText } = await import('../../expression/java/yamlText.ts');
  return readYamlText(text, { merge: true });
}

function parseUri(text: string): string {
  if (!uri.test(text)) throw new InvalidValue(`Expected \`URI\` but received \`${text}\``);
  return text;
}

const uri =
  /^[a-z]+:\/\/(www\.)?[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-zA-Z0-9()]{1,6}\b[-a-zA-Z0-9()@:%_+.~#?&/=]*$/;
