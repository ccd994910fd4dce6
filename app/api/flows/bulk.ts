import type { Context } from 'hono';
import { setDisabled } from '../../flows/edit.ts';
import type { StoredFlow } from '../../flows/store.ts';
import { jsonBody } from '../body.ts';
import { Refused } from '../errors.ts';
import { json, unmasked } from '../json.ts';
import type { Invalid } from '../refusals.ts';
import type { Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { assertWritable, errorsOf, nameOf, refuseAll, type ValidFlow } from './documents.ts';
import { flowsResponse } from './exchange.ts';
import { chosenFlows, chosenForBulk, flowFilters } from './query.ts';
import { syncTriggers } from './write.ts';

/** What may be asked of many flows at once, by their names or of those that filters fit: all or none (surfaces §14.1). */
export function flowBulkRoutes(services: ApiServices): Route[] {
  return [
    ...routesOf(services, 'enable', 'post', (stored) => switchFlows(services, stored, false)),
    ...routesOf(services, 'disable', 'post', (stored) => switchFlows(services, stored, true)),
    ...routesOf(services, 'delete', 'delete', (stored) => deleteFlows(services, stored)),
    {
      method: 'post',
      path: '/flows/export/by-ids',
      operationId: 'exportFlowsByIds',
      summary: 'These flows as a ZIP archive of their files',
      body: 'json',
      answers: 'file',
      handle: async (context) => ofNamed(services, context, flowsResponse),
    },
    {
      method: 'get',
      path: '/flows/export/by-query',
      operationId: 'exportFlowsByQuery',
      summary: 'The flows that filters fit as a ZIP archive of their files',
      query: flowFilters,
      answers: 'file',
      handle: async (context) => flowsResponse(await chosenFlows(services, context)),
    },
  ];
}

function routesOf(
  services: ApiServices,
  verb: 'enable' | 'disable' | 'delete',
  method: 'post' | 'delete',
  act: (stored: readonly StoredFlow[]) => Promise<Response>,
): Route[] {
  return [
    {
      method,
      path: `/flows/${verb}/by-ids`,
      operationId: `${verb}FlowsByIds`,
      summary: `To ${verb} these flows: all of them, or none where one is refused`,
      body: 'json',
      async handle(context) {
        assertWritable(services.flows);
        return ofNamed(services, context, act);
      },
    },
    {
      method,
      path: `/flows/${verb}/by-query`,
      operationId: `${verb}FlowsByQuery`,
      summary: `To ${verb} the flows that filters fit: all of them, or none where one is refused`,
      query: flowFilters,
      body: 'json',
      async handle(context) {
        assertWritable(services.flows);
        return act(await chosenForBulk(services, context));
      },
    },
  ];
}

/** Does it to the flows that the body names, `[{namespace, id}]`, where each of them exists. */
async function ofNamed(
  { flows }: ApiServices,
  context: Context,
  act: (stored: readonly StoredFlow[]) => Promise<Response>,
): Promise<Response> {
  const body = await jsonBody(context);
  if (!Array.isArray(body)) throw new Refused(422, 'Expected a JSON list of {namespace, id}');
  const found = new Set<StoredFlow>();
  const invalids: Invalid[] = [];
  for (const written of body as ({ namespace?: unknown; id?: unknown } | null)[]) {
    const name = { namespace: String(written?.namespace), id: String(written?.id) };
    const stored = flows.find(name.namespace, name.id);
    if (stored) found.add(stored);
    else invalids.push({ message: `Flow ${nameOf(name)} was not found`, invalidValue: nameOf(name) });
  }
  return invalids.length > 0 ? refuseAll(invalids) : act([...found]);
}

/** Those that are so already do not count. */
async function switchFlows(
  services: ApiServices,
  stored: readonly StoredFlow[],
  disabled: boolean,
): Promise<Response> {
  const { flows } = services;
  const write: ValidFlow[] = [];
  const invalids: Invalid[] = [];
  for (const { flow, source, file } of stored) {
    if (flow.disabled === disabled) continue;
    const document = await flows.parse(setDisabled(source, disabled), file);
    if (document.flow) write.push({ flow: document.flow, source: document.source });
    else invalids.push({ message: errorsOf(document).join('\n'), invalidValue: nameOf(flow) });
  }
  if (invalids.length > 0) return refuseAll(invalids);
  await flows.change({ write });
  await syncTriggers(services);
  return json({ count: write.length }, unmasked);
}

async function deleteFlows(services: ApiServices, stored: readonly StoredFlow[]): Promise<Response> {
  await services.flows.change({ remove: stored.map(({ flow }) => flow) });
  await syncTriggers(services);
  return json({ count: stored.length }, unmasked);
}
