import type { DateMatch, LabelMatch, TextMatch } from '../../runner/backend/types.ts';
import { isoInstant } from '../../runner/execution/states.ts';
import { parseDuration } from '../../runner/flow/duration.ts';
import { Refused } from './errors.ts';
import { type Filter, unsupported } from './filters.ts';

/** Namespace of the flows that keep the others in order (surfaces §14, SCOPE). */
const systemNamespace = 'system';

/** A filter of texts as a query asks it; `REGEX` has to be replaced before, by `withoutPatterns`. @throws Refused */
export function textMatch<Field extends string>(fields: readonly Field[], filter: Filter): TextMatch<Field> {
  const { operation, values } = filter;
  const match = (comparison: TextMatch<Field>['comparison'], not = false): TextMatch<Field> => ({
    fields,
    comparison,
    values,
    ...(not && { not }),
  });
  switch (operation) {
    case 'EQUALS':
    case 'IN':
      return match('is');
    case 'NOT_EQUALS':
    case 'NOT_IN':
      return match('is', true);
    case 'STARTS_WITH':
      return match('startsWith');
    case 'ENDS_WITH':
      return match('endsWith');
    case 'CONTAINS':
      return match('contains');
    case 'PREFIX':
      return match(filter.field === 'namespace' ? 'below' : 'startsWith');
    default:
      throw unsupported(filter);
  }
}

/** The text that one searches for, in any of these fields. @throws Refused */
export function searchMatch<Field extends string>(
  fields: readonly Field[],
  filter: Filter,
): TextMatch<Field> {
  const { operation, values } = filter;
  if (!['EQUALS', 'CONTAINS', 'NOT_EQUALS'].includes(operation)) throw unsupported(filter);
  return { fields, comparison: 'contains', values, ...(operation === 'NOT_EQUALS' && { not: true }) };
}

/** USER: all but the system's namespace; SYSTEM: that one. @throws Refused */
export function scopeMatches(filter: Filter): TextMatch<'namespace'>[] {
  const { operation, values } = filter;
  const unknown = values.find((value) => value !== 'USER' && value !== 'SYSTEM');
  if (unknown !== undefined)
    throw new Refused(422, `There is no scope ${unknown}; there are USER and SYSTEM`);
  const isContrary = operation === 'NOT_EQUALS' || operation === 'NOT_IN';
  if (!isContrary && operation !== 'EQUALS' && operation !== 'IN') throw unsupported(filter);
  const wants = (scope: string) => values.includes(scope) !== isContrary;
  const isSystem = { fields: ['namespace'], comparison: 'is', values: [systemNamespace] } as const;
  return [...(wants('USER') ? [] : [isSystem]), ...(wants('SYSTEM') ? [] : [{ ...isSystem, not: true }])];
}

/** Labels, each `key:value`. @throws Refused */
export function labelMatches(filter: Filter): LabelMatch[] {
  const { operation, values } = filter;
  const pairs = values.map(labelOf);
  const each = (comparison: LabelMatch['comparison'], not = false): LabelMatch[] =>
    pairs.map(([key, value]) => ({ key, comparison, values: [value], ...(not && { not }) }));
  switch (operation) {
    case 'EQUALS':
      return each('is');
    case 'NOT_EQUALS':
    case 'NOT_IN':
      return each('is', true);
    case 'CONTAINS':
      return each('contains');
    case 'IN':
      return [...Map.groupBy(pairs, ([key]) => key)].map(([key, some]) => ({
        key,
        comparison: 'is',
        values: some.map(([, value]) => value),
      }));
    default:
      throw unsupported(filter);
  }
}

const comparisons: Readonly<Record<string, DateMatch['comparison']>> = {
  EQUALS: '=',
  NOT_EQUALS: '<>',
  GREATER_THAN: '>',
  GREATER_THAN_OR_EQUAL_TO: '>=',
  LESS_THAN: '<',
  LESS_THAN_OR_EQUAL_TO: '<=',
};

/** A date that is compared, or `timeRange`: an ISO duration until now. @throws Refused */
export function dateMatches(filter: Filter): DateMatch[] {
  const { field, operation, values } = filter;
  if (field === 'timeRange') {
    if (operation !== 'EQUALS') throw unsupported(filter);
    return values.map((value) => ({ comparison: '>=', at: ago(value) }));
  }
  const comparison = comparisons[operation];
  if (comparison === undefined) throw unsupported(filter);
  return values.map((value) => ({ comparison, at: instant(field, value) }));
}

/** Whether a text, which may be absent, fits; as the backend compares it. */
export function fits(
  { comparison, values, not = false }: TextMatch<string>,
  ...texts: (string | undefined)[]
) {
  const one = (text: string) => values.some((value) => compare[comparison](text, value));
  return texts.some((text) => text !== undefined && one(text)) !== not;
}

const compare: Record<TextMatch<string>['comparison'], (text: string, value: string) => boolean> = {
  is: (text, value) => text === value,
  startsWith: (text, value) => text.startsWith(value),
  endsWith: (text, value) => text.endsWith(value),
  contains: (text, value) => text.toLowerCase().includes(value.toLowerCase()),
  below: (text, value) => text === value || text.startsWith(`${value}.`),
};

/** A date and time of a request. @throws Refused */
export function instant(field: string, text: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Refused(422, `${field} must be an ISO date and time, but it is ${text}`);
  return isoInstant(at);
}

/** The moment an ISO duration ago. @throws Refused */
function ago(text: string): string {
  const span = parseDuration(text);
  if (span === undefined)
    throw new Refused(422, `timeRange must be an ISO duration such as PT24H, but it is ${text}`);
  return isoInstant(Date.now() - span);
}

function labelOf(text: string): [key: string, value: string] {
  const at = text.indexOf(':');
  if (at < 1) throw new Refused(422, `A label is written key:value, but received ${text}`);
  return [text.slice(0, at), text.slice(at + 1)];
}
