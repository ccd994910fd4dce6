import { createHash } from 'node:crypto';
import type { FlowDocument } from '../../../runner/flow/types.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import type { GitTree } from '../../../runner/repository/index.ts';
import { roleOf } from '../../../runner/repository/layout.ts';
import type { SuiteDocument } from '../../../runner/testing/index.ts';
import { identityOf } from '../../../runner/testing/suites.ts';
import { calledFlows } from '../../../runner/validation/index.ts';
import type { AppServices } from '../handlers.ts';
import type { GitHubRepository } from '../types.ts';
import type { Snapshot } from '../verdict/snapshot.ts';
import type { SuiteOutcome } from './types.ts';

/** How long results are kept that nobody asked for again, milliseconds. */
const kept = 30 * 86_400_000;

/** Characters of a result that is kept. */
const most = 200_000;

/** Results of suites that passed, by all that they depend on. Record `tests-passed`. */
export interface KnownResults {
  get(repository: GitHubRepository, key: string): SuiteOutcome | undefined;
  /** Keeps it where it passed. */
  put(repository: GitHubRepository, key: string, outcome: SuiteOutcome): void;
  forgetOld(repository: GitHubRepository): void;
}

export function knownResults({ records, now }: Pick<AppServices, 'records' | 'now'>): KnownResults {
  return {
    get: ({ id }, key) => records.get<SuiteOutcome>('tests-passed', `${id}/${key}`),
    put({ id }, key, outcome) {
      if (outcome.report.result.state !== 'SUCCESS' || JSON.stringify(outcome).length > most) return;
      records.put('tests-passed', `${id}/${key}`, outcome);
    },
    forgetOld({ id }) {
      for (const { key, updated } of records.list('tests-passed', `${id}/`))
        if (updated < now() - kept) records.delete('tests-passed', key);
    },
  };
}

/**
 * A digest of everything that the result of a suite depends on: the suite, its flow with all that it runs, what namespaces
 * share, and their files. The same digest, the same result.
 */
export function suiteKeys(
  { tree, documents }: Snapshot,
  registry: Registry,
  { sandboxed, version }: { sandboxed: boolean; version: string },
): (suite: SuiteDocument) => string {
  const shared = digest([
    ...entriesOf(tree, (path) => ['namespace', 'file'].includes(roleOf(path)?.kind ?? '')),
    String(sandboxed),
    version,
  ]);
  const byName = new Map<string, FlowDocument>(
    [...documents.values()].flatMap((one) =>
      one.flow ? [[`${one.flow.namespace}.${one.flow.id}`, one] as const] : [],
    ),
  );
  return (suite) => {
    const { namespace, flowId } = identityOf(suite);
    const names = new Set<string>([`${namespace}.${flowId}`]);
    let isOpen = false;
    for (const name of names) {
      const document = byName.get(name);
      if (!document) continue;
      // Which flow an expression names is known when it runs: it may be any.
      if (/^\s*(?:-\s+)?(?:flowId|namespace)\s*:.*\{\{/m.test(document.source)) isOpen = true;
      for (const called of calledFlows(document, registry)) names.add(`${called.namespace}.${called.flowId}`);
    }
    const files = new Set([...names].flatMap((name) => byName.get(name)?.file ?? []));
    const flows = entriesOf(tree, (path) => (isOpen ? roleOf(path)?.kind === 'flow' : files.has(path)));
    return digest([
      shared,
      ...entriesOf(tree, (path) => path === suite.file),
      ...[...names].sort(),
      ...flows,
    ]);
  };
}

function entriesOf(tree: GitTree, isMeant: (path: string) => boolean): string[] {
  return [...tree.entries].flatMap(([path, { oid }]) => (isMeant(path) ? [`${oid} ${path}`] : [])).sort();
}

function digest(lines: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(lines)).digest('hex');
}
