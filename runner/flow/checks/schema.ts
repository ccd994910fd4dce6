import type { z } from 'zod';
import type { Path } from '../values.ts';

/** Names of the properties that a schema knows at a path; none where it knows no names there. */
export function propertiesAt(schema: z.ZodType, path: Path): string[] {
  return [
    ...new Set(candidatesAt(schema, path).flatMap((candidate) => Object.keys(shapeOf(candidate) ?? {}))),
  ];
}

/** The texts that an enumeration allows at a path; none where the schema has no enumeration there. */
export function choicesAt(schema: z.ZodType, path: Path): string[] {
  return candidatesAt(schema, path).flatMap((candidate) =>
    Object.values(innerOf(candidate).entries ?? {}).map(String),
  );
}

function candidatesAt(schema: z.ZodType, path: Path): z.ZodType[] {
  let candidates = alternatives(schema);
  for (const step of path) candidates = candidates.flatMap((candidate) => stepInto(candidate, step));
  return candidates;
}

/** What of a zod schema's definition leads further inwards. */
interface Inner {
  entries?: Record<string, string | number>;
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  options?: readonly z.ZodType[];
  element?: z.ZodType;
  valueType?: z.ZodType;
  shape?: Record<string, z.ZodType>;
}

function innerOf(schema: z.ZodType): Inner {
  return schema.def as unknown as Inner;
}

/** The schema below its wrappers; each option of a union. */
function alternatives(schema: z.ZodType): z.ZodType[] {
  const { type, innerType, in: input, options } = innerOf(schema);
  if (innerType) return alternatives(innerType);
  if (type === 'pipe' && input) return alternatives(input);
  if (options) return options.flatMap(alternatives);
  return [schema];
}

function stepInto(schema: z.ZodType, step: string | number): z.ZodType[] {
  const { element, valueType } = innerOf(schema);
  const next = typeof step === 'number' ? element : (shapeOf(schema)?.[step] ?? valueType);
  return next ? alternatives(next) : [];
}

function shapeOf(schema: z.ZodType): Record<string, z.ZodType> | undefined {
  const { type, shape } = innerOf(schema);
  return type === 'object' ? shape : undefined;
}
