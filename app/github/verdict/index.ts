import type { FlowDocument, Violation } from '../../../runner/flow/types.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import { flowIdentity, type GitTree } from '../../../runner/repository/index.ts';
import { catalogueOf, checkExpressions, checkRepository } from '../../../runner/validation/index.ts';
import { newlyReachable } from '../../flows/reachable.ts';
import { type ChangedFile, changedFiles, sharedChanged } from './changes.ts';
import { downstreamFlows } from './downstream.ts';
import type { Snapshot } from './snapshot.ts';
import { triggerChanges } from './triggers.ts';
import type { FlowChange, FlowName, Verdict } from './types.ts';

/** Judges commits. */
export interface Judge {
  /** What `head` changes against `base`; without it everything is new. Rejects where a tree cannot be read. */
  judge(base: GitTree | undefined, head: GitTree): Promise<Verdict>;
}

/** Compares two trees, checks what changed with all that depends on it, and says what deploying it does (github §3.5, §9.2). */
export function createJudge(parts: {
  registry: Registry;
  read(tree: GitTree): Promise<Snapshot>;
  now(): number;
}): Judge {
  const { registry, read } = parts;
  return {
    async judge(base, head) {
      const files = changedFiles(base, head);
      const isShared = sharedChanged(base, head);
      const place = { head: head.commit, ...(base && { base: base.commit }) };
      const nothing = { triggers: [], downstream: [], reachable: [] };
      if (files.length === 0 && !isShared) {
        const total = (await head.flowFiles()).length;
        return { ...place, flows: [], total, violations: [], sources: {}, deployment: nothing };
      }
      const after = await read(head);
      const before = base && (await read(base));
      const changes = await Promise.all(files.map((file) => changeOf(file, before, after)));
      const names = changes.flatMap(({ name }) => name ?? []);
      const documents = [...after.documents.values()];
      const downstream = downstreamFlows(documents, names, registry);
      const flows = [...changes, ...affectedBy(downstream, documents)];
      const judged = isShared ? undefined : new Set(flows.map(({ path }) => path));
      const violations = await violationsOf(documents, judged, registry);
      return {
        ...place,
        flows,
        total: documents.length,
        violations,
        sources: sourcesOf(violations, after),
        deployment: {
          triggers: deployedTriggers(names, before, after, parts),
          downstream,
          reachable: newlyReachable([...(before?.documents.values() ?? [])], documents, registry),
        },
      };
    },
  };
}

async function changeOf(
  file: ChangedFile,
  before: Snapshot | undefined,
  after: Snapshot,
): Promise<FlowChange> {
  const document = (file.change === 'removed' ? before : after)?.documents.get(file.path);
  const flow = file.change === 'removed' ? undefined : document?.flow;
  const identity = document?.flow ?? (await flowIdentity(document?.source ?? ''));
  const { namespace, id } = identity ?? {};
  return {
    ...file,
    ...(namespace !== undefined && id !== undefined && { name: { namespace, id } }),
    ...(flow && { flow }),
  };
}

/** Flows that run or listen to a changed one are looked at again; those that a changed one runs cannot break by it. */
function affectedBy(
  downstream: Verdict['deployment']['downstream'],
  documents: readonly FlowDocument[],
): FlowChange[] {
  const paths = new Set(downstream.flatMap(({ relation, path }) => (relation === 'run' ? [] : path)));
  return documents
    .filter(({ file }) => paths.has(file))
    .map(({ file, flow }) => ({
      path: file,
      change: 'affected',
      ...(flow && { name: { namespace: flow.namespace, id: flow.id }, flow }),
    }));
}

/** Of the files that are judged; undefined: of all. What flows say of each other is checked over the whole set. */
async function violationsOf(
  documents: readonly FlowDocument[],
  judged: ReadonlySet<string> | undefined,
  registry: Registry,
): Promise<Violation[]> {
  const unread = await Promise.all(
    documents.filter(({ flow }) => !flow).map(({ source }) => flowIdentity(source)),
  );
  const unknown = unread.flatMap((one) =>
    one?.namespace !== undefined && one.id !== undefined ? { namespace: one.namespace, flowId: one.id } : [],
  );
  const catalogue = catalogueOf(documents, unknown);
  const looked = documents.filter(({ file }) => judged?.has(file) ?? true);
  const between = checkRepository(documents, registry, catalogue);
  return [
    ...looked.flatMap((document) => [
      ...document.violations,
      ...checkExpressions(document, registry, catalogue),
    ]),
    ...between.filter(({ file }) => judged?.has(file) ?? true),
  ].sort(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}

function sourcesOf(violations: readonly Violation[], { documents }: Snapshot): Record<string, string> {
  return Object.fromEntries(
    violations.flatMap(({ file }) => {
      const source = documents.get(file)?.source;
      return source === undefined ? [] : [[file, source]];
    }),
  );
}

function deployedTriggers(
  names: readonly FlowName[],
  before: Snapshot | undefined,
  after: Snapshot,
  parts: { registry: Registry; now(): number },
) {
  const find = (snapshot: Snapshot | undefined, { namespace, id }: FlowName) =>
    [...(snapshot?.documents.values() ?? [])].find(
      ({ flow }) => flow?.namespace === namespace && flow.id === id,
    )?.flow;
  const unique = [...new Map(names.map((name) => [`${name.namespace}.${name.id}`, name])).values()];
  return unique.flatMap((name) => {
    const [base, head] = [find(before, name), find(after, name)];
    return base || head ? triggerChanges(base, head, { registry: parts.registry, now: parts.now() }) : [];
  });
}
