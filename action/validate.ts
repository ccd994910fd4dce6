import { check } from '../runner/expression/index.ts';
import type { FlowDocument, Violation } from '../runner/flow/types.ts';
import { parseFlowIn } from '../runner/repository/index.ts';
import { catalogueOf, checkExpressions, checkRepository } from '../runner/validation/index.ts';
import type { Inputs } from './inputs.ts';
import { isIn, matcher, type Workspace } from './workspace.ts';

/** What is known of the flows without running them. */
export interface Validation {
  /** The flows that are meant. */
  documents: FlowDocument[];
  /** What is wrong with them. */
  violations: Violation[];
}

/** Checks the flows that the inputs mean; the others are read too, for flows run each other. */
export async function validateFlows(
  { repository, registry, namespaces }: Workspace,
  { path, namespace }: Pick<Inputs, 'path' | 'namespace'>,
): Promise<Validation> {
  const all: FlowDocument[] = [];
  for (const file of await repository.flowFiles()) {
    try {
      const { source } = await repository.readFlow(file);
      all.push(await parseFlowIn(namespaces, source, { file, registry, checkTemplate: check }));
    } catch (error) {
      all.push(unread(file, error as Error));
    }
  }
  const isMeant = matcher(path);
  const documents = all.filter(
    ({ file, flow }) => isMeant(file) && (flow === undefined || isIn(flow.namespace, namespace)),
  );
  const files = new Set(documents.map(({ file }) => file));
  const catalogue = catalogueOf(all);
  const violations = [
    // Flows have the errors of their namespaces too; each is told once.
    ...new Set([...namespaces.documents, ...documents].flatMap((document) => document.violations)),
    ...documents.flatMap((document) => checkExpressions(document, registry, catalogue)),
    ...[...checkRepository(all, registry, catalogue), ...duplicates(all)].filter(({ file }) =>
      files.has(file),
    ),
  ];
  return { documents, violations };
}

/** The other flows are checked all the same. */
function unread(file: string, { message }: Error): FlowDocument {
  const violation = { file, line: 1, column: 1, path: '', message, severity: 'error' } as const;
  return { file, source: '', violations: [violation], locate: () => undefined };
}

/** A flow that a second file declares could not be told from the first. */
function duplicates(documents: readonly FlowDocument[]): Violation[] {
  const byName = Map.groupBy(
    documents.filter(({ flow }) => flow !== undefined),
    ({ flow }) => `${flow!.namespace}.${flow!.id}`,
  );
  return [...byName].flatMap(([name, [first, ...others]]) =>
    others.map(({ file, locate }) => ({
      file,
      ...(locate(['id']) ?? { line: 1, column: 1 }),
      path: 'id',
      message: `the flow ${name} is declared in ${first!.file} too`,
      severity: 'error' as const,
    })),
  );
}
