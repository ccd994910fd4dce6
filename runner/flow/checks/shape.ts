import { parseDuration } from '../duration.ts';
import type { Report } from '../report.ts';
import { didYouMean, suggest } from '../suggest.ts';
import { describe, isAbsent, isMapping, isScalar, type Mapping, type Path } from '../values.ts';

/** What a property of the language itself may be. */
export interface Property {
  kind: 'text' | 'boolean' | 'integer' | 'duration' | 'list' | 'map' | 'labels' | 'any';
  required?: boolean;
  /** Texts that are allowed; exact case. */
  oneOf?: readonly string[];
  /** Least number. */
  min?: number;
  /** The name to use instead. */
  deprecated?: string;
}

export type Shape = Readonly<Record<string, Property>>;

/**
 * Checks a mapping against a shape: unknown, missing and wrongly typed properties, in Kestra's words (flow-language §1.1).
 * `className` is what messages call the mapping. Explicit `null` counts as absent.
 */
export function checkShape(
  report: Report,
  value: Mapping,
  path: Path,
  className: string,
  shape: Shape,
): void {
  checkKnown(report, value, path, className, Object.keys(shape));
  checkProperties(report, value, path, shape);
}

/** Reports properties that are not among `known`. */
export function checkKnown(
  report: Report,
  value: Mapping,
  path: Path,
  className: string,
  known: readonly string[],
): void {
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) report.error([...path, name], unrecognized(name, className, known), 'key');
  }
}

/** Kestra's message for an unknown property, and the known one that was probably meant. */
export function unrecognized(name: string, className: string, known: readonly string[]): string {
  const listed = [...known]
    .sort()
    .map((property) => `"${property}"`)
    .join(', ');
  const message = `Unrecognized field "${name}" (class ${className}), not marked as ignorable (${known.length} known properties: ${listed})`;
  return message + didYouMean(suggest(name, known));
}

/** Checks the properties that a shape names, and no others. */
export function checkProperties(report: Report, value: Mapping, path: Path, shape: Shape): void {
  for (const [name, property] of Object.entries(shape)) {
    const written = value[name];
    const at = [...path, name];
    if (isAbsent(written)) {
      if (property.required) report.error(at, 'must not be null');
      continue;
    }
    if (property.deprecated)
      report.info(at, `'${name}' is deprecated, use '${property.deprecated}' instead`, 'key');
    const fault = faultOf(written, property);
    if (fault) report.error(at, fault);
  }
}

function faultOf(value: unknown, property: Property): string | undefined {
  const mustBe = (expected: string) => `must be ${expected}, but found ${describe(value)}`;
  switch (property.kind) {
    case 'text':
      if (!isScalar(value)) return mustBe('a text');
      return property.oneOf && !property.oneOf.includes(String(value))
        ? enumFault(String(value), property.oneOf)
        : undefined;
    case 'boolean':
      return /^(true|false)$/.test(String(value)) ? undefined : mustBe('true or false');
    case 'integer': {
      if (!isScalar(value) || !/^[+-]?\d+$/.test(String(value))) return mustBe('a whole number');
      const tooSmall = property.min !== undefined && Number(value) < property.min;
      return tooSmall ? `must be greater than or equal to ${property.min}` : undefined;
    }
    case 'duration':
      if (!isScalar(value)) return mustBe('a duration such as PT1H30M');
      return parseDuration(String(value)) === undefined ? mustBe('a duration such as PT1H30M') : undefined;
    case 'list':
      return Array.isArray(value) ? undefined : mustBe('a list');
    case 'map':
      return isMapping(value) ? undefined : mustBe('a map');
    case 'labels':
      return typeof value === 'object' ? undefined : mustBe('a map or a list of key and value');
    case 'any':
      return undefined;
  }
}

/** The message for a text that is none of the allowed ones. */
export function enumFault(found: string, allowed: readonly string[]): string {
  return `must be one of [${allowed.join(', ')}], but found "${found}"${didYouMean(suggest(found, allowed))}`;
}
