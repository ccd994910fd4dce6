import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import type { Flow, FlowDocument } from '../../../runner/flow/types.ts';
import { flowIdentity } from '../../../runner/repository/index.ts';
import type { FlowStore } from '../../flows/store.ts';
import { Refused } from '../errors.ts';
import { json, unmasked } from '../json.ts';
import type { Invalid } from '../refusals.ts';

/** A flow that is valid, with its text. */
export interface ValidFlow {
  flow: Flow;
  source: string;
}

/** Git is the truth where a commit is served. @throws Refused */
export function assertWritable({ writable }: FlowStore): void {
  if (!writable)
    throw new Refused(
      403,
      'Flows, unit tests and namespace files are those of the repository, which this server does not write: commit the change there instead',
    );
}

/** The documents of a YAML stream as they are written; those with nothing but comments are left out. */
export function splitDocuments(text: string): string[] {
  return text
    .split(/^---(?=[ \t\r\n]|$)[ \t]*(?:\r?\n)?/m)
    .filter((document) => document.split('\n').some((line) => /^\s*[^\s#]/.test(line)));
}

/**
 * The texts of flows that are sent as JSON, `[{id, namespace, tasks …}]`. One that a flow of the store means already is the text
 * of that flow; one that was answered with its text is that text.
 *
 * @throws Refused where it is no list of flows
 */
export async function sourcesOfJson(body: unknown, flows: FlowStore): Promise<string[]> {
  if (!Array.isArray(body) || !body.every(isRecord)) throw new Refused(422, 'Expected a JSON list of flows');
  return Promise.all(
    body.map(async (written) => {
      const { source, deleted: _, tenantId: __, updated: ___, revision: ____, ...properties } = written;
      if (typeof source === 'string') return source;
      const text = stringify(properties, { lineWidth: 0 });
      const { flow } = await flows.parse(text);
      const known = flow && flows.find(flow.namespace, flow.id);
      const isKnown = known && isDeepStrictEqual({ ...known.flow, revision: 1 }, { ...flow, revision: 1 });
      return isKnown ? known.source : text;
    }),
  );
}

/** The flow of a document. @throws Refused 422 with everything that is wrong */
export function valid({ flow, source, violations }: FlowDocument): ValidFlow {
  if (flow) return { flow, source };
  const messages = errorsOf({ violations });
  throw new Refused(422, `Invalid entity: ${messages.join(', ')}`, messages);
}

/** What is wrong with a document, for a bulk call. */
export async function invalidDocument(document: FlowDocument, index: number): Promise<Invalid> {
  return {
    message: errorsOf(document).join('\n'),
    invalidValue: (await nameWritten(document.source)) ?? String(index),
  };
}

/** Errors of a document with their lines and columns. */
export function errorsOf({ violations }: Pick<FlowDocument, 'violations'>): string[] {
  return violations.filter(({ severity }) => severity === 'error').map(messageOf);
}

/** `3:5 tasks[hello].message: …`. */
export function messageOf({ path, message, line, column }: FlowDocument['violations'][number]): string {
  return `${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
}

/** `company.team.hello`. */
export function nameOf({ namespace, id }: Pick<Flow, 'namespace' | 'id'>): string {
  return `${namespace}.${id}`;
}

/** 422: nothing was done. */
export function refuseAll(invalids: readonly Invalid[]): Response {
  const message = `Nothing was done: ${invalids.length === 1 ? 'one flow is' : `${invalids.length} flows are`} refused`;
  return json({ message, invalids }, unmasked, 422);
}

async function nameWritten(source: string): Promise<string | undefined> {
  const identity = await flowIdentity(source);
  return identity && nameOf(identity);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
