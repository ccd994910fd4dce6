import { ExpressionError } from '../../runner/expression/index.ts';
import { javaRegExp } from '../../runner/expression/java/regex.ts';
import { matching } from '../../runner/expression/java/withinTime.ts';
import { Refused } from './errors.ts';
import type { Filter } from './filters.ts';
import type { ApiServices } from './services.ts';

/** Most characters of a pattern. */
const longest = 500;

/**
 * Filters with the operation `REGEX` on namespaces and ids of flows as lists of the names that fit: of all there are, which are
 * few beside what is filtered. Others stay as they are.
 *
 * @throws Refused for a malformed pattern, and for one that takes long.
 */
export async function withoutPatterns(services: ApiServices, filters: readonly Filter[]): Promise<Filter[]> {
  if (!filters.some(isPattern)) return [...filters];
  const names = await namesOf(services);
  return filters.map((filter) =>
    isPattern(filter)
      ? { ...filter, operation: 'IN', values: fitting(names[filter.field as Named], filter.values) }
      : filter,
  );
}

type Named = 'namespace' | 'flowId';

function isPattern({ field, operation }: Filter): boolean {
  return operation === 'REGEX' && (field === 'namespace' || field === 'flowId');
}

async function namesOf({ backend, flows }: ApiServices): Promise<Record<Named, ReadonlySet<string>>> {
  const declared = flows.all().map(({ flow }) => ({ namespace: flow.namespace, flowId: flow.id }));
  const all = [...declared, ...(await backend.executedFlows())];
  return {
    namespace: new Set(all.map(({ namespace }) => namespace)),
    flowId: new Set(all.map(({ flowId }) => flowId)),
  };
}

function fitting(names: ReadonlySet<string>, patterns: readonly string[]): string[] {
  try {
    return [...names].filter((name) => patterns.some((pattern) => isFound(pattern, name)));
  } catch (error) {
    if (error instanceof ExpressionError) throw new Refused(422, error.message);
    throw error;
  }
}

function isFound(pattern: string, name: string): boolean {
  if (pattern.length > longest) throw new Refused(422, `A pattern has at most ${longest} characters`);
  const expression = javaRegExp(pattern);
  return matching(expression, name, () => expression.test(name));
}
