import { globSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Schema {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
}

/** The OpenAPI document of Kestra 1.0, where `KESTRA_OPENAPI` names it or it lies in a folder beside the checkout. */
const file = process.env['KESTRA_OPENAPI'] ?? globSync('../*/reference/kestra-openapi-1.0.yml')[0];

/** Without the document answers are not compared to it. */
export const hasContract = file !== undefined;

let schemas: Record<string, Schema> | undefined;

/** What a value has wrong by a schema of the contract, as `path: fault`. Properties that it does not know are fine. */
export function faultsOf(name: string, value: unknown): string[] {
  schemas ??= readSchemas();
  if (!schemas[name]) throw new Error(`The contract has no schema ${name}`);
  return faults(schemas[name], value, name);
}

/** Only this part: the paths before it are long, and some of their texts are written in ways that parsers differ on. */
function readSchemas(): Record<string, Schema> {
  const text = readFileSync(file!, 'utf8');
  const part = text.slice(text.indexOf('\ncomponents:\n'));
  return (parse(part) as { components: { schemas: Record<string, Schema> } }).components.schemas;
}

function faults(schema: Schema, value: unknown, path: string): string[] {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1)!;
    return faults(schemas![name] ?? {}, value, path);
  }
  if (value === null) return schema.nullable ? [] : [`${path}: is null`];
  const own = [
    ...(schema.allOf ?? []).flatMap((part) => faults(part, value, path)),
    ...typeFaults(schema, value, path),
  ];
  if (own.length > 0) return own;
  if (Array.isArray(value))
    return value.flatMap((item, index) => faults(schema.items ?? {}, item, `${path}[${index}]`));
  if (typeof value !== 'object') return [];
  const missing = (schema.required ?? []).filter(
    (key) => (value as Record<string, unknown>)[key] === undefined,
  );
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const item = (value as Record<string, unknown>)[key];
    return item === undefined ? [] : faults(property, item, `${path}.${key}`);
  });
  return [...missing.map((key) => `${path}.${key}: is missing`), ...below];
}

function typeFaults({ type, enum: values }: Schema, value: unknown, path: string): string[] {
  if (values && !values.includes(value)) return [`${path}: ${String(value)} is none of ${values.join(', ')}`];
  const isRight =
    type === 'array'
      ? Array.isArray(value)
      : type === 'integer'
        ? Number.isInteger(value)
        : type === 'number'
          ? typeof value === 'number'
          : type === 'string'
            ? typeof value === 'string'
            : type === 'boolean'
              ? typeof value === 'boolean'
              : true;
  return isRight ? [] : [`${path}: expected ${type}, found ${JSON.stringify(value).slice(0, 80)}`];
}
