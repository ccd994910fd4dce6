import type { GitTree } from '../../../runner/repository/index.ts';
import { type PolicyDocument, parsePolicy, policyFile, refusedPolicy } from './document.ts';

/** Policies that are kept, by blob: one for each of many repositories. */
const kept = 500;
const known = new Map<string, PolicyDocument>();

/** The policy at a commit; undefined where there is none. What has the same blob is not parsed again. */
export async function readPolicy(tree: GitTree): Promise<PolicyDocument | undefined> {
  const entry = tree.entries.get(policyFile);
  if (!entry) return undefined;
  if (entry.kind !== 'file')
    return refusedPolicy(
      `must be a file, but found a ${entry.kind}: a policy counts as it stands in this repository`,
    );
  const found = known.get(entry.oid);
  known.delete(entry.oid);
  const document = found ?? parsePolicy(new TextDecoder().decode(await tree.read(policyFile)));
  known.set(entry.oid, document);
  if (known.size > kept) known.delete(known.keys().next().value!);
  return document;
}
