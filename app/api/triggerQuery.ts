import type { Context } from 'hono';
import type { TriggerKey, TriggerRecord } from '../../runner/backend/triggers.ts';
import type { Typed } from '../../runner/flow/types.ts';
import { bodyFilters, type Filter, filtersOf } from './filters.ts';
import { fits, scopeMatches, searchMatch, textMatch } from './matches.ts';
import { withoutPatterns } from './patterns.ts';
import type { ApiServices } from './services.ts';
import { type Sort, sorted, sortOf } from './sort.ts';

/** A trigger that a flow declares, with its state once it was evaluated. */
export interface DeclaredTrigger {
  key: TriggerKey;
  trigger: Typed;
  record: TriggerRecord | undefined;
}

/** The parameters that choose triggers (surfaces §14). */
export const triggerFilters: Readonly<Record<string, string>> = {
  filters: 'filters[field][OPERATION]=value; the fields are those of the parameters that follow',
  q: 'text in the id, the flow’s id or its namespace',
  scope: 'USER, SYSTEM: the namespace `system`, or both',
  namespace: 'of this namespace or one below it',
  flowId: 'of the flow with this id',
  triggerId: 'with this id',
  workerId: 'that this worker evaluates; none is',
};

/** The same with the page and the order of a list. */
export const triggerQuery: Readonly<Record<string, string>> = {
  page: 'from 1',
  size: 'results of a page',
  'sort[]':
    'field:asc or field:desc; by namespace, flowId, triggerId, executionId, date, nextExecutionDate, updatedDate',
  ...triggerFilters,
};

/** The triggers that the address of a request means, in its order. @throws Refused for a filter that does not exist */
export async function chosenTriggers(services: ApiServices, context: Context): Promise<DeclaredTrigger[]> {
  const sorts = triggerOrder(context);
  return sorted(await triggersOf(services, filtersOf(context, known)), sorts, orderOf);
}

/** The triggers that a bulk request means, by its address and by filters in its body. @throws Refused */
export async function triggersForBulk(services: ApiServices, context: Context): Promise<DeclaredTrigger[]> {
  return triggersOf(services, [...filtersOf(context, known), ...(await bodyFilters(context, known))]);
}

/** The triggers of one flow, in the order of the request. @throws Refused */
export async function triggersOfFlow(
  services: ApiServices,
  context: Context,
  flow: Pick<TriggerKey, 'namespace' | 'flowId'>,
): Promise<DeclaredTrigger[]> {
  const found = (await declaredTriggers(services)).filter(
    ({ key }) => key.namespace === flow.namespace && key.flowId === flow.flowId,
  );
  const text = context.req.query('q')?.toLowerCase() ?? '';
  const named = found.filter(({ key }) => key.triggerId.toLowerCase().includes(text));
  return sorted(named, triggerOrder(context), orderOf);
}

const known = ['q', 'scope', 'namespace', 'flowId', 'triggerId', 'workerId'];

async function triggersOf(services: ApiServices, filters: readonly Filter[]): Promise<DeclaredTrigger[]> {
  const tests = (await withoutPatterns(services, filters)).map(testOf);
  return (await declaredTriggers(services)).filter(({ key }) => tests.every((test) => test(key)));
}

async function declaredTriggers({ backend, flows }: ApiServices): Promise<DeclaredTrigger[]> {
  const records = new Map((await backend.triggers()).map((record) => [nameOf(record), record]));
  return flows.all().flatMap(({ flow }) =>
    flow.triggers.map((trigger) => {
      const key = { namespace: flow.namespace, flowId: flow.id, triggerId: trigger.id };
      return { key, trigger, record: records.get(nameOf(key)) };
    }),
  );
}

function nameOf({ namespace, flowId, triggerId }: TriggerKey): string {
  return JSON.stringify([namespace, flowId, triggerId]);
}

function testOf(filter: Filter): (key: TriggerKey) => boolean {
  switch (filter.field) {
    case 'q': {
      const match = searchMatch(['any'], filter);
      return ({ namespace, flowId, triggerId }) => fits(match, namespace, flowId, triggerId);
    }
    case 'scope': {
      const matches = scopeMatches(filter);
      return ({ namespace }) => matches.every((match) => fits(match, namespace));
    }
    case 'workerId': {
      // Triggers are evaluated by the server itself.
      const match = textMatch(['workerId'], filter);
      return () => fits(match, undefined);
    }
    default: {
      const field = filter.field as 'namespace' | 'flowId' | 'triggerId';
      const match = textMatch([field], filter);
      return (key) => fits(match, key[field]);
    }
  }
}

type Order =
  | keyof TriggerKey
  | keyof Pick<TriggerRecord, 'executionId' | 'date' | 'nextExecutionDate' | 'updatedDate'>;

const orders: Readonly<Record<string, Order>> = {
  namespace: 'namespace',
  flowId: 'flowId',
  triggerId: 'triggerId',
  executionId: 'executionId',
  date: 'date',
  nextExecutionDate: 'nextExecutionDate',
  updatedDate: 'updatedDate',
};

function triggerOrder(context: Context): Sort<Order>[] {
  return sortOf(context, orders);
}

function orderOf({ key, record }: DeclaredTrigger, by: Order): string | undefined {
  return by === 'namespace' || by === 'flowId' || by === 'triggerId' ? key[by] : record?.[by];
}
