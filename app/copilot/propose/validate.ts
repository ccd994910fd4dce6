import { check } from '../../../runner/expression/index.ts';
import type { FlowDocument, Violation } from '../../../runner/flow/types.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import { flowIdentity, parseFlowIn } from '../../../runner/repository/index.ts';
import type { Repository } from '../../../runner/repository/types.ts';
import {
  calledFlows,
  catalogueOf,
  checkExpressions,
  checkRepository,
} from '../../../runner/validation/index.ts';
import type { Surroundings } from '../types.ts';

/** Checks flows that are not written yet against all the others. */
export interface Validator {
  /** Reads a text as the flow of a file, looking at no other. */
  parse(source: string, file: string): Promise<FlowDocument>;
  /** What `tutti validate` would say of the file with this text, and what it would say anew of flows that run its flow. */
  check(file: string, source: string): Promise<{ document: FlowDocument; violations: Violation[] }>;
}

/** Reads the other flows once, when first asked. */
export function openValidator({ repository, registry, namespaces }: Surroundings): Validator {
  const parse = (source: string, file: string) =>
    parseFlowIn(namespaces, source, { file, registry, checkTemplate: check });
  let all: Promise<ReadonlyMap<string, FlowDocument>> | undefined;
  const readAll = () => {
    all ??= documentsOf(repository, parse);
    return all;
  };
  return {
    parse,
    async check(file, source) {
      const known = await readAll();
      const document = await parse(source, file);
      const after = new Map([...known, [file, document] as const]);
      const name = (await flowIdentity(source)) ?? { namespace: '', id: '' };
      const callers = new Set(callersOf(name, [...known.values()], registry));
      // What is wrong with them today is no fault of this flow.
      const had = new Set((await violationsIn([...known.values()], callers, registry)).map(keyOf));
      const found = await violationsIn([...after.values()], new Set([...callers, file]), registry);
      const own = found.filter((violation) => violation.file === file || !had.has(keyOf(violation)));
      return { document, violations: [...own, ...declaredTwice(name, document, known)].sort(inOrder) };
    },
  };
}

async function documentsOf(
  repository: Repository,
  parse: (source: string, file: string) => Promise<FlowDocument>,
): Promise<ReadonlyMap<string, FlowDocument>> {
  const documents = new Map<string, FlowDocument>();
  for (const file of await repository.flowFiles()) {
    // One that cannot be read is no matter of this flow.
    const source = await repository.readFlow(file).then(
      (flow) => flow.source,
      () => undefined,
    );
    if (source !== undefined) documents.set(file, await parse(source, file));
  }
  return documents;
}

/** Files of the flows that run this one: they may break by its change. */
function callersOf(
  { namespace, id }: { namespace: string; id: string },
  documents: readonly FlowDocument[],
  registry: Registry,
): string[] {
  return documents
    .filter((document) =>
      calledFlows(document, registry).some(
        (called) => called.namespace === namespace && called.flowId === id,
      ),
    )
    .map(({ file }) => file);
}

/** All there is to say about some of the files, given all. */
async function violationsIn(
  documents: readonly FlowDocument[],
  files: ReadonlySet<string>,
  registry: Registry,
): Promise<Violation[]> {
  const invalid = await Promise.all(
    documents.filter(({ flow }) => !flow).map(({ source }) => flowIdentity(source)),
  );
  const unknown = invalid.flatMap((one) => (one ? [{ namespace: one.namespace, flowId: one.id }] : []));
  const catalogue = catalogueOf(documents, unknown);
  const looked = documents.filter(({ file }) => files.has(file));
  return [
    ...looked.flatMap((document) => [
      ...document.violations,
      ...checkExpressions(document, registry, catalogue),
    ]),
    ...checkRepository(documents, registry, catalogue).filter(({ file }) => files.has(file)),
  ];
}

/** A flow that a second file declares could not be told from the first. */
function declaredTwice(
  name: { namespace: string; id: string },
  { file, flow, locate }: FlowDocument,
  known: ReadonlyMap<string, FlowDocument>,
): Violation[] {
  const other = [...known.values()].find(
    (one) => one.file !== file && one.flow?.id === name.id && one.flow.namespace === name.namespace,
  );
  if (!flow || !other) return [];
  const message = `the flow ${name.namespace}.${name.id} is declared in ${other.file} too: choose another id`;
  return [{ file, ...(locate(['id']) ?? { line: 1, column: 1 }), path: 'id', message, severity: 'error' }];
}

function keyOf({ file, path, message }: Violation): string {
  return `${file}\n${path}\n${message}`;
}

function inOrder(a: Violation, b: Violation): number {
  return (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column;
}
