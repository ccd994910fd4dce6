import type { GitTree } from '../../../runner/repository/index.ts';
import type { Verdict } from '../verdict/types.ts';
import { policyFile } from './document.ts';
import { readPolicy } from './read.ts';

/** Adds what is wrong with the policy to the verdict of a commit that changes it (github §9.2). */
export async function judgePolicy(
  verdict: Verdict,
  before: GitTree | undefined,
  after: GitTree,
): Promise<Verdict> {
  const [old, now] = [before?.entries.get(policyFile), after.entries.get(policyFile)];
  if (!now || (old && old.oid === now.oid && old.kind === now.kind)) return verdict;
  const document = await readPolicy(after);
  if (!document || document.violations.length === 0) return verdict;
  const violations = document.violations.map((one) => ({ ...one, rule: 'policy' }));
  return {
    ...verdict,
    violations: [...violations, ...verdict.violations],
    sources: { ...verdict.sources, [policyFile]: document.source },
  };
}
