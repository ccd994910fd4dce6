import type { Context } from 'hono';
import type { LogSearch } from '../../runner/backend/types.ts';
import type { LogLevel } from '../../runner/execution/types.ts';
import { Refused } from './errors.ts';
import { type Filter, filtersOf, unsupported } from './filters.ts';
import { dateMatches, scopeMatches, searchMatch, textMatch } from './matches.ts';
import { pageOf } from './page.ts';
import { withoutPatterns } from './patterns.ts';
import type { ApiServices } from './services.ts';
import { sortOf } from './sort.ts';

/** What log entries can be found by. */
const searchFields = {
  q: 'text in the message',
  scope: 'USER, SYSTEM: the namespace `system`, or both',
  namespace: 'of this namespace or one below it',
  flowId: 'of the flow with this id',
  taskId: 'of runs of this task',
  executionId: 'of this execution',
  triggerId: 'of this trigger',
  minLevel: 'least level: TRACE, DEBUG, INFO, WARN, ERROR',
  level: 'of this level',
  startDate: 'written then or later',
  endDate: 'written then or earlier',
  timeRange: 'written within this ISO duration until now',
};

/** The parameters that choose log entries (surfaces §14). */
export const logParameters: Readonly<Record<string, string>> = {
  page: 'from 1',
  size: 'results of a page',
  'sort[]': 'timestamp:desc or timestamp:asc',
  filters: 'filters[field][OPERATION]=value; the fields are those of the parameters that follow',
  ...searchFields,
};

/** What a search for log entries means. @throws Refused for a filter that does not exist */
export async function logSearch(services: ApiServices, context: Context): Promise<LogSearch> {
  const { offset, size } = pageOf(context);
  const search: LogSearch = { offset, limit: size };
  const filters = filtersOf(context, Object.keys(searchFields));
  for (const filter of await withoutPatterns(services, filters)) apply(search, filter);
  const [sort] = sortOf(context, { timestamp: 'timestamp' });
  if (sort && !sort.descending) search.oldestFirst = true;
  return search;
}

function apply(search: LogSearch, filter: Filter): void {
  const { field } = filter;
  const addTexts = (...more: NonNullable<LogSearch['texts']>) => {
    search.texts = [...(search.texts ?? []), ...more];
  };
  switch (field) {
    case 'q':
      return addTexts(searchMatch(['message'], filter));
    case 'scope':
      return addTexts(...scopeMatches(filter));
    case 'namespace':
    case 'flowId':
    case 'taskId':
    case 'triggerId':
    case 'executionId':
      return addTexts(textMatch([field], filter));
    case 'startDate':
    case 'endDate':
    case 'timeRange':
      search.written = [...(search.written ?? []), ...dateMatches(filter)];
      return;
    default:
      search.levels = levelsOf(filter).filter((level) => search.levels?.includes(level) ?? true);
  }
}

/** `level` compares; `minLevel` is the least one. */
function levelsOf(filter: Filter): readonly LogLevel[] {
  const { operation, values } = filter;
  const level = levelOf(values.at(-1) ?? '');
  const isOne = filter.field === 'level';
  switch (operation) {
    case 'EQUALS':
      return isOne ? [level] : levelsFrom(level);
    case 'NOT_EQUALS':
      return levelNames.filter((name) => name !== level);
    case 'GREATER_THAN_OR_EQUAL_TO':
      return levelsFrom(level);
    case 'IN':
      if (isOne) return values.map(levelOf);
  }
  throw unsupported(filter);
}

/** From the least to the highest. */
const levelNames: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];

/** A level and those above it. */
export function levelsFrom(level: LogLevel): readonly LogLevel[] {
  return levelNames.slice(levelNames.indexOf(level));
}

/** A level by its name, in letters of either case. @throws Refused */
export function levelOf(text: string): LogLevel {
  const level = text.toUpperCase();
  if (!levelNames.some((name) => name === level))
    throw new Refused(422, `minLevel must be TRACE, DEBUG, INFO, WARN or ERROR, but it is ${text}`);
  return level as LogLevel;
}
