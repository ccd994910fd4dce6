import { filters } from '../../../../runner/expression/filters/index.ts';
import { functions } from '../../../../runner/expression/functions/index.ts';
import {
  type CallContext,
  Pending,
  type Services,
  ServicesNeeded,
} from '../../../../runner/expression/types.ts';

/** What a call sees of its rendering. */
export interface Surroundings {
  variables?: Record<string, unknown>;
  services?: Partial<Services>;
  timeZone?: string;
}

/** Applies a filter as a rendering does: again for every value that was still being loaded. */
export async function applyFilter(
  name: string,
  input: unknown,
  args: readonly unknown[] = [],
  surroundings: Surroundings = {},
): Promise<unknown> {
  const found = filters.get(name);
  if (found === undefined) {
    throw new Error(`no filter ${name}`);
  }
  return settled(surroundings, (context) => found.apply(input, args, context));
}

/** Calls a function as a rendering does. */
export async function callFunction(
  name: string,
  args: readonly unknown[] = [],
  surroundings: Surroundings = {},
): Promise<unknown> {
  const found = functions.get(name);
  if (found === undefined) {
    throw new Error(`no function ${name}`);
  }
  return settled(surroundings, (context) => found.call(args, context));
}

async function settled<T>(surroundings: Surroundings, evaluate: (context: CallContext) => T): Promise<T> {
  const values = new Map<string, unknown>();
  for (;;) {
    try {
      return evaluate(contextOf(surroundings, values));
    } catch (error) {
      if (!(error instanceof Pending)) {
        throw error;
      }
      await error.promise;
    }
  }
}

function contextOf(
  { variables = {}, services, timeZone = 'UTC' }: Surroundings,
  values: Map<string, unknown>,
): CallContext {
  return {
    variables,
    timeZone,
    get services() {
      if (services === undefined) {
        throw new ServicesNeeded();
      }
      return services as Services;
    },
    suspend<T>(key: string, load: () => Promise<T>): T {
      if (!values.has(key)) {
        throw new Pending(load().then((value) => values.set(key, value)));
      }
      return values.get(key) as T;
    },
    render: (template) => template.toUpperCase(),
    renderTyped: (template) => template,
    tick: () => undefined,
  };
}
