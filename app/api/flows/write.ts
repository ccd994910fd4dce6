import type { Context } from 'hono';
import type { Flow, FlowDocument } from '../../../runner/flow/types.ts';
import type { FlowStore } from '../../flows/store.ts';
import { notFound, Refused } from '../errors.ts';
import { flowNamed } from '../executions/find.ts';
import { json, unmasked } from '../json.ts';
import { flowWithSource } from '../payload/flow.ts';
import { graphPayload } from '../payload/graph.ts';
import { parameter, type Route } from '../route.ts';
import type { ApiServices } from '../services.ts';

/** Writing flows into the folder that is served, and checking texts (surfaces §14.1). */
export function flowWritingRoutes(services: ApiServices): Route[] {
  const { flows, scheduler } = services;
  /** Triggers count from now on, not from the next look at the folder. */
  const sync = () => scheduler.sync(flows.all().map(({ flow }) => flow));

  return [
    {
      method: 'post',
      path: '/flows',
      operationId: 'createFlow',
      summary: 'Write a new flow',
      body: 'yaml',
      async handle(context) {
        assertWritable(flows);
        const { flow, source } = valid(await flows.parse(await context.req.text()));
        if (flows.find(flow.namespace, flow.id))
          throw new Refused(422, `Flow id already exists: ${flow.namespace}.${flow.id}`);
        const stored = await flows.write(flow, source);
        await sync();
        return json(flowWithSource(stored), unmasked);
      },
    },
    {
      method: 'put',
      path: '/flows/{namespace}/{id}',
      operationId: 'updateFlow',
      summary: 'Replace a flow',
      body: 'yaml',
      async handle(context) {
        assertWritable(flows);
        const { flow: existing } = flowNamed(services, context);
        const { flow, source } = valid(await flows.parse(await context.req.text()));
        if (flow.id !== existing.id || flow.namespace !== existing.namespace)
          throw new Refused(
            422,
            `Illegal flow id or namespace update: expected ${existing.namespace}.${existing.id}, found ${flow.namespace}.${flow.id}`,
          );
        const stored = await flows.write(flow, source);
        await sync();
        return json(flowWithSource(stored), unmasked);
      },
    },
    {
      method: 'delete',
      path: '/flows/{namespace}/{id}',
      operationId: 'deleteFlow',
      summary: 'Delete a flow',
      async handle(context) {
        assertWritable(flows);
        const [namespace, id] = [parameter(context, 'namespace'), parameter(context, 'id')];
        if (!(await flows.remove(namespace, id))) throw notFound(`Flow ${namespace}.${id}`);
        await sync();
        return new Response(null, { status: 204 });
      },
    },
    {
      method: 'post',
      path: '/flows/validate',
      operationId: 'validateFlows',
      summary: 'Say what is wrong with flows, one after another in a YAML stream',
      body: 'yaml',
      async handle(context) {
        const documents = (await context.req.text())
          .split(/^---[ \t]*\r?\n?/m)
          .filter((text) => text.trim() !== '');
        const checked = await Promise.all(documents.map((source) => flows.parse(source)));
        return json(
          checked.map((document, index) => verdict(document, index)),
          unmasked,
        );
      },
    },
    {
      method: 'post',
      path: '/flows/graph',
      operationId: 'generateFlowGraphFromSource',
      summary: 'The graph of a flow that is not written yet',
      body: 'yaml',
      handle: async (context: Context) =>
        json(graphPayload(valid(await flows.parse(await context.req.text())).flow), unmasked),
    },
  ];
}

/** Git is the truth where a commit is served. @throws Refused */
export function assertWritable({ writable }: FlowStore): void {
  if (!writable)
    throw new Refused(
      403,
      'Flows and namespace files are those of the repository, which this server does not write: commit the change there instead',
    );
}

function valid(document: FlowDocument): { flow: Flow; source: string } {
  const { flow, source, violations } = document;
  if (flow) return { flow, source };
  const messages = violations.filter(({ severity }) => severity === 'error').map(messageOf);
  throw new Refused(422, `Invalid entity: ${messages.join(', ')}`, messages);
}

function verdict({ flow, violations }: FlowDocument, index: number) {
  const of = (severity: string) =>
    violations.filter((violation) => violation.severity === severity).map(messageOf);
  const errors = of('error');
  return {
    index,
    ...(flow && { flow: flow.id, namespace: flow.namespace }),
    // Absent where the flow is valid.
    ...(errors.length > 0 && { constraints: errors.join('\n') }),
    outdated: false,
    deprecationPaths: [],
    warnings: of('warning'),
    infos: of('info'),
  };
}

function messageOf({ path, message, line, column }: FlowDocument['violations'][number]): string {
  return `${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
}
