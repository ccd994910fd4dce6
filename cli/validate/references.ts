import type { FlowDocument, Violation } from '../../runner/flow/types.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import { flowIdentity } from '../../runner/repository/index.ts';
import type { Catalogue, FlowName } from '../../runner/validation/index.ts';
import { readFlow } from '../compose.ts';
import type { Shared } from '../target.ts';

/**
 * What expressions of flows read that is not there, and what is wrong between flows. Flows that they run, and that are not
 * among the documents, are read from `repositories`; what is wrong with those is left out.
 */
export async function referenceViolations(
  documents: readonly FlowDocument[],
  repositories: readonly Shared[],
  registry: Registry,
): Promise<Violation[]> {
  const { checkExpressions, checkRepository } = await import('../../runner/validation/index.ts');
  const { others, catalogue } = await reachableFrom(documents, repositories, registry);
  const files = new Set(documents.map(({ file }) => file));
  const between = checkRepository([...documents, ...others], registry, catalogue);
  return [
    ...documents.flatMap((document) => checkExpressions(document, registry, catalogue)),
    ...between.filter(({ file }) => files.has(file)),
  ];
}

/** The flows that documents run, those that these run, and so on. */
async function reachableFrom(
  documents: readonly FlowDocument[],
  repositories: readonly Shared[],
  registry: Registry,
): Promise<{ others: FlowDocument[]; catalogue: Catalogue }> {
  const { calledFlows, catalogueOf } = await import('../../runner/validation/index.ts');
  const unreadable = await unreadableOf(documents);
  const others: FlowDocument[] = [];
  const catalogue = () => catalogueOf([...documents, ...others], unreadable);
  const asked = new Set<string>();
  const waiting = documents.flatMap((document) => calledFlows(document, registry));
  const known = catalogue();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const name = `${next.namespace}.${next.flowId}`;
    if (asked.has(name) || known.find(next.namespace, next.flowId)) continue;
    asked.add(name);
    const document = await find(next, repositories, registry);
    if (!document) continue;
    if (document.flow) others.push(document);
    else unreadable.push(next);
    waiting.push(...calledFlows(document, registry));
  }
  return { others, catalogue: catalogue() };
}

async function find(
  { namespace, flowId }: FlowName,
  repositories: readonly Shared[],
  registry: Registry,
): Promise<FlowDocument | undefined> {
  for (const { repository, namespaces } of repositories) {
    const found = await repository.findFlow(namespace, flowId);
    if (found) return readFlow(found.source, found.file, registry, namespaces);
  }
  return undefined;
}

/** The names of flows whose documents are not valid. */
async function unreadableOf(documents: readonly FlowDocument[]): Promise<FlowName[]> {
  const invalid = documents.filter(({ flow }) => !flow);
  const identities = await Promise.all(invalid.map(({ source }) => flowIdentity(source)));
  return identities.flatMap((identity) =>
    identity ? [{ namespace: identity.namespace, flowId: identity.id }] : [],
  );
}
