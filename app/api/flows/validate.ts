import type { Context } from 'hono';
import type { FlowDocument, Violation } from '../../../runner/flow/types.ts';
import { flowIdentity } from '../../../runner/repository/index.ts';
import {
  type Catalogue,
  catalogueOf,
  checkExpressions,
  checkRepository,
} from '../../../runner/validation/index.ts';
import { Refused } from '../errors.ts';
import { json, unmasked } from '../json.ts';
import { graphPayload } from '../payload/graph.ts';
import type { Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { errorsOf, messageOf, splitDocuments, valid } from './documents.ts';

/** Looking at texts that are not written yet (surfaces §14.1). */
export function flowValidationRoutes(services: ApiServices): Route[] {
  const { flows } = services;
  return [
    {
      method: 'post',
      path: '/flows/validate',
      operationId: 'validateFlows',
      summary: 'Say what is wrong with flows, one after another in a YAML stream',
      body: 'yaml',
      async handle(context) {
        return json(await verdicts(services, splitDocuments(await context.req.text())), unmasked);
      },
    },
    {
      method: 'post',
      path: '/flows/validate/task',
      operationId: 'validateTask',
      summary: 'Say what is wrong with a task or a trigger',
      query: { section: 'TASKS or TRIGGERS; by default TASKS' },
      body: ['yaml', 'json'],
      async handle(context) {
        return json(await partVerdict(services, await context.req.text(), sectionOf(context)), unmasked);
      },
    },
    {
      method: 'post',
      path: '/flows/validate/trigger',
      operationId: 'validateTrigger',
      summary: 'Say what is wrong with a trigger',
      body: ['json', 'yaml'],
      async handle(context) {
        return json(await partVerdict(services, await context.req.text(), 'triggers'), unmasked);
      },
    },
    {
      method: 'post',
      path: '/flows/graph',
      operationId: 'generateFlowGraphFromSource',
      summary: 'The graph of a flow that is not written yet',
      body: 'yaml',
      async handle(context) {
        return json(graphPayload(valid(await flows.parse(await context.req.text())).flow), unmasked);
      },
    },
  ];
}

type Section = 'tasks' | 'triggers';

function sectionOf(context: Context): Section {
  const section = (context.req.query('section') ?? 'TASKS').toUpperCase();
  if (section !== 'TASKS' && section !== 'TRIGGERS')
    throw new Refused(422, `\`section\` must be TASKS or TRIGGERS, but it is ${section}`);
  return section === 'TASKS' ? 'tasks' : 'triggers';
}

/** One for each text: what is wrong in itself, with what its expressions read, and with the flows that it runs. */
async function verdicts(services: ApiServices, sources: readonly string[]) {
  const { flows, registry } = services;
  const documents = await Promise.all(sources.map((source, index) => flows.parse(source, `${index}`)));
  const catalogue = await catalogueWith(services, documents);
  const between = Map.groupBy(checkRepository(documents, registry, catalogue), ({ file }) => file);
  return Promise.all(
    documents.map(async (document, index) => {
      const { file, source } = document;
      const identity = document.flow ?? (await flowIdentity(source));
      return {
        index,
        ...(identity && { flow: identity.id, namespace: identity.namespace }),
        ...findings([
          ...document.violations,
          ...checkExpressions(document, registry, catalogue),
          ...(between.get(file) ?? []),
        ]),
        outdated: identity !== undefined && isOutdated(services, identity, source),
      };
    }),
  );
}

/** The flows that are looked at, then those that are served; of invalid ones only the name is known. */
async function catalogueWith({ flows }: ApiServices, documents: readonly FlowDocument[]): Promise<Catalogue> {
  const broken = [...documents, ...flows.invalid()].filter(({ flow }) => !flow);
  const names = await Promise.all(broken.map(({ source }) => flowIdentity(source)));
  const sent = catalogueOf(
    documents,
    names.flatMap((name) => (name ? [{ namespace: name.namespace, flowId: name.id }] : [])),
  );
  return {
    find(namespace, flowId) {
      const found = sent.find(namespace, flowId);
      return found === undefined || found === 'unknown'
        ? (flows.find(namespace, flowId)?.flow ?? found)
        : found;
    },
  };
}

/** A text that says of which revision it is, which is not the one that comes next. */
function isOutdated(
  { flows }: ApiServices,
  { namespace, id }: { namespace: string; id: string },
  source: string,
) {
  const written = /^revision:[ \t]*(\d+)[ \t]*(?:#.*)?$/m.exec(source)?.[1];
  const last = flows.find(namespace, id)?.flow.revision ?? 0;
  return written !== undefined && Number(written) !== last + 1;
}

/** A task or trigger by itself: in a flow around it, of which nothing is told. */
async function partVerdict({ flows }: ApiServices, text: string, section: Section) {
  const around =
    section === 'tasks' ? [] : ['tasks: [{ id: around, type: io.kestra.plugin.core.log.Log, message: "" }]'];
  const before = ['id: around', 'namespace: around', ...around, `${section}:`, '  -'];
  const indent = '    ';
  const lines = text.split('\n').map((line) => (line.trim() === '' ? line : indent + line));
  const { violations } = await flows.parse([...before, ...lines].join('\n'));
  const own = violations.map((violation) => ({
    ...violation,
    line: Math.max(1, violation.line - before.length),
    column: Math.max(1, violation.column - indent.length),
    path: violation.path.replace(/^(?:tasks|triggers)(?:\[[^\]]*\]\.?)?/, ''),
  }));
  return { index: 0, ...findings(own), outdated: false };
}

/** As Kestra's clients read them; without `constraints` it is valid. */
export function findings(violations: readonly Violation[]) {
  const of = (severity: Violation['severity']) =>
    violations.filter((violation) => violation.severity === severity).map(messageOf);
  const errors = errorsOf({ violations: [...violations] });
  return {
    ...(errors.length > 0 && { constraints: errors.join('\n') }),
    deprecationPaths: violations.filter(isDeprecation).map(({ path }) => path),
    warnings: of('warning'),
    infos: of('info'),
  };
}

function isDeprecation({ message }: Violation): boolean {
  return /\bis deprecated\b/.test(message);
}
