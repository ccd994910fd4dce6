import type { Context } from 'hono';
import { jsonBody } from '../body.ts';
import { Refused } from '../errors.ts';
import { json, unmasked } from '../json.ts';
import { flowPayload, flowWithSource } from '../payload/flow.ts';
import type { Invalid } from '../refusals.ts';
import { parameter, type Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import {
  assertWritable,
  invalidDocument,
  nameOf,
  refuseAll,
  sourcesOfJson,
  splitDocuments,
  type ValidFlow,
} from './documents.ts';
import { isWithin } from './query.ts';
import { syncTriggers } from './write.ts';

/** Writing many flows at once: all of them, or none where one is refused (surfaces §14.1). */
export function flowReplacingRoutes(services: ApiServices): Route[] {
  const deletes = '`false`: flows that are not sent stay; by default they are deleted';
  return [
    {
      method: 'post',
      path: '/flows/bulk',
      operationId: 'bulkUpdateFlows',
      summary: 'Write flows, one after another in a YAML stream, and delete the others of their namespaces',
      query: {
        delete: deletes,
        namespace: 'the only one that is written; by default those that the flows name',
        allowNamespaceChild: '`true`: namespaces below it too',
      },
      body: 'yaml',
      async handle(context) {
        const { namespace, allowNamespaceChild } = context.req.query();
        return replaceFlows(services, splitDocuments(await context.req.text()), {
          namespace: namespace || undefined,
          withChildren: allowNamespaceChild === 'true',
          deletes: doesDelete(context),
        });
      },
    },
    {
      method: 'post',
      path: '/flows/{namespace}',
      operationId: 'updateFlowsInNamespaceFromJson',
      summary: 'Write the flows of a namespace, a JSON list or a YAML stream, and delete its others',
      query: { delete: deletes },
      body: ['json', 'yaml'],
      async handle(context) {
        const isJson = /\bjson\b/.test(context.req.header('content-type') ?? '');
        return replaceFlows(
          services,
          isJson
            ? await sourcesOfJson(await jsonBody(context), services.flows)
            : splitDocuments(await context.req.text()),
          { namespace: parameter(context, 'namespace'), withChildren: false, deletes: doesDelete(context) },
        );
      },
    },
  ];
}

interface Replacement {
  /** Absent: every namespace that a flow names. */
  namespace: string | undefined;
  withChildren: boolean;
  deletes: boolean;
}

/** Answers with the flows that were written, then with those that were deleted. */
async function replaceFlows(
  services: ApiServices,
  sources: readonly string[],
  { namespace, withChildren, deletes }: Replacement,
): Promise<Response> {
  const { flows } = services;
  assertWritable(flows);
  const isMeant = (other: string) =>
    namespace === undefined || (withChildren ? isWithin(other, namespace) : other === namespace);
  const { found, invalids } = await checkedFlows(services, sources, isMeant);
  if (invalids.length > 0) return refuseAll(invalids);

  const names = new Set(found.map(({ flow }) => nameOf(flow)));
  const namespaces = new Set(found.map(({ flow }) => flow.namespace));
  const isReplaced = (other: string) => (namespace === undefined ? namespaces.has(other) : isMeant(other));
  const gone = flows
    .all()
    .filter(({ flow }) => deletes && isReplaced(flow.namespace) && !names.has(nameOf(flow)));
  const changed = found.filter(({ flow, source }) => flows.find(flow.namespace, flow.id)?.source !== source);
  await flows.change({ write: changed, remove: gone.map(({ flow }) => flow) });
  await syncTriggers(services);

  const written = found.flatMap(({ flow }) => flows.find(flow.namespace, flow.id) ?? []);
  return json(
    [...written.map(flowWithSource), ...gone.map(({ flow }) => ({ ...flowPayload(flow), deleted: true }))],
    unmasked,
  );
}

async function checkedFlows(
  { flows }: ApiServices,
  sources: readonly string[],
  isMeant: (namespace: string) => boolean,
) {
  const found: ValidFlow[] = [];
  const invalids: Invalid[] = [];
  const names = new Set<string>();
  const documents = await Promise.all(sources.map((source) => flows.parse(source)));
  for (const [index, document] of documents.entries()) {
    const { flow, source } = document;
    if (!flow) {
      invalids.push(await invalidDocument(document, index));
      continue;
    }
    const name = nameOf(flow);
    if (!isMeant(flow.namespace))
      invalids.push({
        message: `The namespace ${flow.namespace} is not the one that is written`,
        invalidValue: name,
      });
    if (names.has(name)) invalids.push({ message: `Duplicate flow id: ${name}`, invalidValue: name });
    names.add(name);
    found.push({ flow, source });
  }
  return { found, invalids };
}

function doesDelete(context: Context): boolean {
  const text = context.req.query('delete') ?? 'true';
  if (text !== 'true' && text !== 'false')
    throw new Refused(422, `\`delete\` must be true or false, but it is ${text}`);
  return text === 'true';
}
