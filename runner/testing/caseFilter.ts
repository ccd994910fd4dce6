import picomatch from 'picomatch';
import type { TestCase, TestSuite } from './types.ts';

/** Whether a case is meant. */
export type CaseFilter = (suite: TestSuite, testCase: TestCase) => boolean;

/**
 * Cases that a filter means: a part of `NAMESPACE.SUITE/CASE` or of `NAMESPACE.FLOW`; with one of `*?[{` a glob of these or of
 * `SUITE`, `SUITE/CASE`.
 */
export function caseFilter(text: string): CaseFilter {
  const isMeant = /[*?[{]/.test(text) ? picomatch(text) : (name: string) => name.includes(text);
  return ({ id, namespace, flowId }, testCase) =>
    [
      id,
      `${id}/${testCase.id}`,
      `${namespace}.${id}`,
      `${namespace}.${id}/${testCase.id}`,
      `${namespace}.${flowId}`,
    ].some((name) => isMeant(name));
}
