import type { Registry } from '../../../runner/plugin/registry.ts';
import { type GitTree, namespaceReader } from '../../../runner/repository/index.ts';
import { checkSuites } from '../../../runner/testing/index.ts';
import { identityOf } from '../../../runner/testing/suites.ts';
import type { Verdict } from '../verdict/types.ts';
import type { ChooseTests } from './choose.ts';
import type { SuiteReader } from './suites.ts';

/** Adds to a verdict what can be said of unit tests without running them. */
export type JudgeTests = (verdict: Verdict, before: GitTree | undefined, after: GitTree) => Promise<Verdict>;

/** What is wrong with the suites that a change concerns (surfaces §1.1–1.3), and which changed flows have none. */
export function testsJudge(parts: {
  registry: Registry;
  choose: ChooseTests;
  suites: SuiteReader;
}): JudgeTests {
  const { registry, choose } = parts;
  const readNamespaces = namespaceReader(registry);
  return async (verdict, before, after) => {
    const { suites, untested } = await choose(before, after);
    if (suites.length === 0) return { ...verdict, suites: 0, untested };
    const meant = new Set(suites.map(({ file }) => file));
    const names = new Set(suites.map(nameOf));
    // With those of the same name: one of them is too many.
    const sources = (await parts.suites(after)).filter(
      (one) => meant.has(one.file) || names.has(nameOf(one)),
    );
    const checked = await checkSuites(after, registry, await readNamespaces(after), sources);
    const violations = checked
      .flatMap((document) => document.violations)
      .map((one) => ({ ...one, rule: 'unit-test' }));
    const files = new Set(violations.map(({ file }) => file));
    const sourceOf = checked.flatMap(({ file, source }) => (files.has(file) ? [[file, source]] : []));
    return {
      ...verdict,
      suites: suites.length,
      untested,
      violations: [...verdict.violations, ...violations],
      sources: { ...verdict.sources, ...Object.fromEntries(sourceOf) },
    };
  };
}

function nameOf(document: Parameters<typeof identityOf>[0]): string {
  const { namespace, id } = identityOf(document);
  return `${namespace}.${id}`;
}
