import { isTruthy } from '../../../expression/index.ts';
import { javaMatches } from '../../../expression/java/regex.ts';
import type { UpstreamContext } from './requirements.ts';

/** One filter of `where` in preconditions (flow-language §6.13, Flow). */
export interface Filter {
  field: 'FLOW_ID' | 'NAMESPACE' | 'STATE' | 'EXPRESSION';
  type: keyof typeof tests;
  value?: unknown;
  values?: unknown[];
}

/** Whether a filter accepts an execution. @throws Error where its expression cannot be rendered. */
export async function filterHolds(filter: Filter, context: UpstreamContext): Promise<boolean> {
  const values = (filter.values ?? []).map(String);
  return tests[filter.type](await fieldOf(filter, context), String(filter.value ?? ''), values);
}

type Test = (field: string | undefined, value: string, values: readonly string[]) => boolean;

const tests = {
  EQUAL_TO: (field, value) => field === value,
  NOT_EQUAL_TO: (field, value) => field !== value,
  IN: (field, _, values) => field !== undefined && values.includes(field),
  NOT_IN: (field, _, values) => field === undefined || !values.includes(field),
  IS_TRUE: (field) => isTruthy(field?.trim()),
  IS_FALSE: (field) => !isTruthy(field?.trim()),
  IS_NULL: (field) => field === undefined,
  IS_NOT_NULL: (field) => field !== undefined,
  STARTS_WITH: (field, value) => field?.startsWith(value) ?? false,
  ENDS_WITH: (field, value) => field?.endsWith(value) ?? false,
  REGEX: (field, value) => field !== undefined && javaMatches(field, value),
  CONTAINS: (field, value) => field?.includes(value) ?? false,
} satisfies Record<string, Test>;

/** The value of an expression is the field: it is meant for IS_TRUE and IS_FALSE. */
async function fieldOf({ field, value }: Filter, context: UpstreamContext): Promise<string | undefined> {
  const { execution } = context;
  switch (field) {
    case 'FLOW_ID':
      return execution.flowId;
    case 'NAMESPACE':
      return execution.namespace;
    case 'STATE':
      return execution.state.current;
    case 'EXPRESSION': {
      const rendered = await context.render(String(value ?? ''));
      return rendered === '' ? undefined : rendered;
    }
  }
}
